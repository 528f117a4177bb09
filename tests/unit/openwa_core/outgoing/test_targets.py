"""Which URLs are taken at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from openwa_core.outgoing.targets import parse_target, redirect_target
from openwa_hookspecs.http import HttpRedirectError, HttpUrlError


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "begin with"),
        ("example.com/hook", "begin with"),
        ("//example.com/hook", "begin with"),
        ("ftp://example.com/", "begin with"),
        ("file:///etc/passwd", "begin with"),
        ("gopher://example.com/", "begin with"),
        ("http://user@example.com/", "user name"),
        ("http://user:secret@example.com/", "user name"),
        ("http://:secret@example.com/", "user name"),
        ("http://@example.com/", "user name"),
        ("http:///hook", "URL"),
        ("http://", "URL"),
        ("http://example.com:99999/", "URL"),
        ("http://example.com:port/", "URL"),
        ("http://[::1/", "URL"),
        ("http://exa mple.com/", "spaces"),
        ("http://example.com\\@127.0.0.1/", "backslashes"),
        ("http://example.com/\r\nx: y", "control characters"),
        ("http://example.com/" + "a" * 9000, "longer"),
    ],
)
def test_text_that_is_no_target_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(HttpUrlError, match=reason) as caught:
        parse_target(text)
    assert "secret" not in str(caught.value)


def test_target_is_taken_without_its_fragment() -> None:
    assert str(parse_target("https://Example.com:8443/a?b=c#d")) == "https://example.com:8443/a?b=c"


def test_redirect_may_be_relative_and_may_go_to_https() -> None:
    current = URL("http://example.com/a/b")
    assert str(redirect_target(current, "../c")) == "http://example.com/c"
    assert str(redirect_target(current, "https://other.example/")) == "https://other.example/"


@pytest.mark.parametrize(
    "location",
    [
        "http://example.com/",
        "ftp://example.com/",
        "https://user@example.com/",
        "file:///etc/passwd",
    ],
)
def test_redirect_that_leads_astray_is_refused(location: str) -> None:
    with pytest.raises(HttpRedirectError):
        redirect_target(URL("https://example.com/a"), location)


@given(st.text(max_size=60).map("http://".__add__) | st.text(max_size=60))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    try:
        target = parse_target(text)
    except HttpUrlError:
        return
    assert target.scheme in {"http", "https"}
    assert target.raw_host
    assert target.raw_user is None
