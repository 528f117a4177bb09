"""URLs of webhooks, before they are stored."""

from dataclasses import dataclass, field

import pytest

from openwa_core.services.webhooks.targets import WebhookTargets
from openwa_core.testing.fakes.http import NoHttp
from openwa_hookspecs.errors import WebhookUnreachableError, WebhookUrlInvalidError
from openwa_hookspecs.http import (
    HttpConnectError,
    HttpError,
    HttpRedirectError,
    HttpResponse,
    HttpTimeoutError,
    HttpUrlError,
)

URL = "https://example.com/hook?a=b"


@dataclass
class Net(NoHttp):
    """Answers, or fails as a test says."""

    error: HttpError | None = None
    status: int = 405
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def request(self, method: str, url: str, **options: object) -> HttpResponse:
        self.asked.append((method, url))
        if self.error is not None:
            raise self.error
        return HttpResponse(status=self.status, headers={}, body=b"", truncated=False)


@pytest.mark.parametrize("status", [200, 301, 404, 405, 410, 500])
async def test_any_answer_will_do(status: int) -> None:
    net = Net(status=status)
    await WebhookTargets(net).check(URL, path="url")
    assert net.asked == [("HEAD", URL)]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com",
        "https://",
        "https://example.com/" + "x" * 2040,
        "https://example.com/#part",
        "https://exämple.com/",
        "https://example.com/a b",
        "https://example.com/\n",
    ],
)
async def test_text_that_is_no_url_is_refused_without_a_request(url: str) -> None:
    net = Net()
    with pytest.raises(WebhookUrlInvalidError, match=r"^webhook\.url: "):
        await WebhookTargets(net).check(url, path="webhook.url")
    assert net.asked == []


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (HttpUrlError("the URL has a user name or password in it"), WebhookUrlInvalidError),
        (HttpConnectError("the host cannot be reached"), WebhookUnreachableError),
        (HttpTimeoutError("no complete answer in time"), WebhookUnreachableError),
        (HttpRedirectError("more than 0 redirects"), WebhookUnreachableError),
    ],
)
async def test_no_answer_has_its_code(error: HttpError, expected: type[Exception]) -> None:
    with pytest.raises(expected, match=str(error)):
        await WebhookTargets(Net(error=error)).check(URL, path="url")


async def test_host_that_may_not_be_reached_is_no_valid_one() -> None:
    with pytest.raises(WebhookUrlInvalidError, match="may reach"):
        await WebhookTargets(NoHttp()).check(URL, path="url")


async def test_nothing_is_sent_when_that_is_not_wanted() -> None:
    net = Net(error=HttpConnectError("the host cannot be reached"))
    targets = WebhookTargets(net, check_reachable=False)
    await targets.check(URL, path="url")
    with pytest.raises(WebhookUrlInvalidError, match="user name"):
        await targets.check("https://me:secret@example.com/", path="url")
    assert net.asked == []
