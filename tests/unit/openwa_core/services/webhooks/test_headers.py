"""A caller's own headers."""

import pytest

from openwa_core.services.webhooks.headers import check_headers
from openwa_hookspecs.errors import ValidationFailedError


def faults(headers: dict[str, str]) -> list[str]:
    """The paths of what is refused."""
    try:
        check_headers(headers, path="headers")
    except ValidationFailedError as refused:
        return [fault.path for fault in refused.fields]
    return []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer abc", "X-Custom-Header": "value", "Cookie": "a=b; c=d"},
        {"X-Empty": ""},
        {"User-Agent": "mine"},
        {f"X-{number}": "v" for number in range(20)},
        {"x" * 64: "v" * 1024},
    ],
)
def test_headers_are_taken(headers: dict[str, str]) -> None:
    assert faults(headers) == []


@pytest.mark.parametrize(
    "name",
    [
        "X-OpenWA-Signature",
        "x-openwa-anything",
        "Webhook-Id",
        "Content-Type",
        "CONTENT-LENGTH",
        "content-encoding",
        "Host",
        "Connection",
        "Transfer-Encoding",
        "Expect",
        "TE",
        "Upgrade",
        "Proxy-Authorization",
        "Accept-Encoding",
    ],
)
def test_reserved_name_is_refused(name: str) -> None:
    assert faults({name: "value"}) == [f"headers.{name}"]


@pytest.mark.parametrize("name", ["", "X Y", "X:Y", "X\r\nEvil", "Ünicode", "x" * 65, "X\x00"])
def test_name_that_is_none_is_refused(name: str) -> None:
    assert faults({name: "value"}) == [f"headers.{name[:64]}"]


@pytest.mark.parametrize("value", ["a\r\nEvil: b", "a\nb", "a\x00", " a", "a ", "ü", "v" * 1025, "\x7f"])
def test_value_that_would_break_the_request_is_refused(value: str) -> None:
    assert faults({"X-A": value}) == ["headers.X-A"]


def test_every_fault_is_told() -> None:
    assert faults({"Host": "a", "X-A": "b", "x-a": "c", "X B": "d"}) == [
        "headers.Host",
        "headers.x-a",
        "headers.X B",
    ]
    assert faults({f"X-{number}": "v" for number in range(21)}) == ["headers"]
