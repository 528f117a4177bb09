"""Base64, bare and in data URLs."""

from __future__ import annotations

import base64
import binascii
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openwa_core.services.media.data_url import Encoded, NotBase64Error, encoded_in, longest_encoding
from tests.support.corpora import corpus


def decoded(text: str) -> tuple[bytes, str | None]:
    """As the receiver decodes it, in one piece."""
    encoded = encoded_in(text)
    content = binascii.a2b_base64(encoded.text, strict_mode=True)
    assert encoded.size == len(content)
    return content, encoded.mimetype


@given(st.binary(max_size=100))
def test_size_is_known_before_decoding(content: bytes) -> None:
    text = base64.b64encode(content).decode()
    assert decoded(text) == (content, None)
    assert encoded_in(text).size == len(content) <= longest_encoding(len(content))


@pytest.mark.parametrize(
    ("text", "content", "mimetype"),
    [
        ("data:image/png;base64,aGk=", b"hi", "image/png"),
        ("DATA:image/png;BASE64,aGk=", b"hi", "image/png"),
        ("data:;base64,aGk=", b"hi", None),
        ("data:text/plain;charset=utf-8;base64,aGk=", b"hi", "text/plain;charset=utf-8"),
        ("data:image/svg+xml;base64,aGk%3D", b"hi", "image/svg+xml"),
        ("data:;base64,%2B%2F%2B%2f", b"\xfb\xff\xbf\xfb"[:3], None),
        ("data:;base64,", b"", None),
        ("", b"", None),
    ],
)
def test_data_url_tells_its_type(text: str, content: bytes, mimetype: str | None) -> None:
    found, declared = decoded(text)
    assert declared == mimetype
    assert found == (base64.b64decode("+/+/") if "2B" in text else content)


@pytest.mark.parametrize(
    "text",
    [
        "data:image/png,aGk=",
        "data:image/png;base64",
        "data:image/png;base64;charset=x,aGk=",
        "data:image/png; base64,aGk=",
        "data:image;base64,aGk=",
        "data:image/p ng;base64,aGk=",
        "data:" + "a" * 600 + "/b;base64,aGk=",
        "data:image/png;base64,aGk",
        "data:image/png;base64,aGk%3",
        "data:image/png;base64,aGk%zz",
        "aGk",
        "a",
        "=",
    ],
)
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(NotBase64Error):
        encoded_in(text)


@pytest.mark.parametrize(
    "text", ["a Gk=", "aGk\n", "aG-_", "====", "a===", "aG=k", "aGk=aGk=", "\xe9aaa", "aGk=\0\0\0\0"]
)
def test_alphabet_and_padding_are_strict(text: str) -> None:
    with pytest.raises((NotBase64Error, ValueError)):
        decoded(text)


def test_published_base64_means_the_same_or_is_refused() -> None:
    """The vectors are those of a forgiving reader: what it refuses, a strict one must refuse, too."""
    accepted = 0
    for text, wanted in json.loads(corpus("wpt_base64.json").read_text()):
        try:
            content, _ = decoded(text)
        except ValueError:
            continue
        accepted += 1
        assert wanted is not None, text
        assert content == bytes(wanted), text
    assert accepted > 5


def test_published_data_urls_mean_the_same_or_are_refused() -> None:
    """All of them lack their padding, which a forgiving reader does without."""
    accepted = []
    for url, *expected in json.loads(corpus("wpt_data-urls.json").read_text()):
        with pytest.raises(NotBase64Error):
            decoded(url)
        with suppress(ValueError):
            content, _ = decoded(f"{url}==")
            assert content == bytes(expected[1]) == b"X", url
            accepted.append(url)
    assert "data:;BASe64,WA" in accepted


def test_encoding_shows_no_content() -> None:
    assert longest_encoding(0) == 0
    assert [longest_encoding(size) for size in (1, 2, 3, 4)] == [4, 4, 4, 8]
    assert Encoded(text="AAAA").size == 3
