"""Who may open a socket."""

from collections.abc import Callable

import orjson
import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.errors import RateLimitedError
from openwa_hookspecs.models.keys import Credentials
from openwa_transport_websocket.config import WebsocketConfig
from tests.unit.openwa_transport_websocket.client import Client

Make = Callable[..., Client]


@pytest.mark.parametrize(
    ("query", "headers", "shown"),
    [
        ("apiKey=viewer", {}, {"query": "viewer"}),
        ("", {"X-API-Key": "viewer"}, {"header": "viewer"}),
        ("", {"Authorization": "Bearer viewer"}, {"bearer": "viewer"}),
        ("apiKey=other", {"X-API-Key": "viewer"}, {"header": "viewer", "query": "other"}),
        (
            "apiKey=viewer&apiKey=viewer",
            {"X-API-Key": "viewer"},
            {"header": "viewer", "query": "viewer,viewer"},
        ),
    ],
)
async def test_auth_plugins_see_the_places_that_rest_shows_them(
    make: Make, context: FakeGatewayContext, query: str, headers: dict[str, str], shown: dict[str, str]
) -> None:
    client = await make(query=query, headers=headers).open()
    assert context.auth.shown == [Credentials(address="192.0.2.1", **shown)]
    assert client.sent == [{"type": "websocket.accept"}]


async def test_a_wrong_key_is_told_over_http(make: Make) -> None:
    client = await make(query="apiKey=wrong").open()
    assert client.status == 401
    assert (b"www-authenticate", b'Bearer realm="openwa"') in client.sent[0]["headers"]
    body = orjson.loads(client.sent[1]["body"])
    assert (body["success"], body["error"]["code"]) == (False, "UNAUTHORIZED")
    assert set(body["meta"]) == {"timestamp", "requestId"}
    assert not client.is_open


async def test_too_many_wrong_keys_say_when_to_come_again(make: Make, context: FakeGatewayContext) -> None:
    context.auth.error = RateLimitedError("Too many wrong API keys", retry_after_s=12.2)
    client = await make().open()
    assert client.status == 429
    assert (b"retry-after", b"13") in client.sent[0]["headers"]


async def test_a_fault_of_ours_is_logged_and_told_as_nothing_more(
    make: Make, context: FakeGatewayContext
) -> None:
    client = make()
    context.auth.principals = None  # type: ignore[assignment]
    await client.open()
    assert client.status == 500
    assert orjson.loads(client.sent[1]["body"])["error"]["message"] == "Internal server error"
    assert [line.event for line in context.log.lines] == ["a socket could not be opened"]


async def test_any_page_may_open_a_socket_by_default(make: Make) -> None:
    client = await make(headers={"Origin": "https://anywhere.example"}).open()
    assert client.status is None


class TestOrigins:
    @pytest.fixture
    def config(self) -> WebsocketConfig:
        return WebsocketConfig(origins=("https://panel.example.com",))

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Origin": "https://panel.example.com"}, None),
            ({}, None),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": "https://panel.example.com.evil.example"}, 403),
        ],
    )
    async def test_only_pages_that_are_named_get_in(
        self, make: Make, headers: dict[str, str], status: int | None
    ) -> None:
        client = await make(headers=headers).open()
        assert client.status == status


@pytest.mark.parametrize("origin", ["panel.example.com", "https://panel.example.com/path", "wss://x"])
def test_an_origin_that_no_browser_sends_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match="write an origin"):
        WebsocketConfig(origins=(origin,))


class TestSocketsOfOneKey:
    @pytest.fixture
    def config(self) -> WebsocketConfig:
        return WebsocketConfig(sockets_per_key=2)

    async def test_one_too_many_is_refused_until_another_leaves(self, make: Make) -> None:
        first, second = await make().open(), await make().open()
        third = await make().open()
        assert (first.status, second.status, third.status) == (None, None, 429)
        assert (await make(query="apiKey=viewer").open()).status is None
        await first.leave()
        assert (await make().open()).status is None
