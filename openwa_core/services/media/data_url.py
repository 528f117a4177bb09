"""Base64 as callers send it: bare, or in a data URL (RFC 2397). Strict: what is accepted means one thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from openwa_core.services.media.declared import is_mimetype

__all__ = ["Encoded", "NotBase64Error", "encoded_in", "longest_encoding"]

_SCHEME: Final = re.compile(r"data:", re.IGNORECASE)
_LONGEST_TYPE: Final = 512
_PERCENT: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class NotBase64Error(ValueError):
    """The text is neither base64 nor a data URL with base64 in it."""


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """The base64 itself, not decoded yet, and what a data URL says that it is."""

    text: str
    mimetype: str | None = None

    @property
    def size(self) -> int:
        """Bytes, once decoded."""
        tail = self.text[-2:]
        return len(self.text) // 4 * 3 - (len(tail) - len(tail.rstrip("=")))


def encoded_in(text: str) -> Encoded:
    """The base64 in the text. Raises `NotBase64Error`; the alphabet is checked where it is decoded."""
    if (scheme := _SCHEME.match(text)) is None:
        return _checked(Encoded(text=text))
    comma = text.find(",", scheme.end(), scheme.end() + _LONGEST_TYPE)
    if comma < 0:
        raise NotBase64Error("a data URL has a comma in front of its data")
    head, separator, token = text[scheme.end() : comma].rpartition(";")
    if not separator or token.lower() != "base64":
        raise NotBase64Error("a data URL must say ;base64 in front of its comma")
    if head and not is_mimetype(head):
        raise NotBase64Error("the data URL names no MIME type")
    return _checked(Encoded(text=_without_escapes(text[comma + 1 :]), mimetype=head or None))


def longest_encoding(max_bytes: int) -> int:
    """How many characters so many bytes take."""
    return (max_bytes + 2) // 3 * 4


def _without_escapes(data: str) -> str:
    """In a URL `+`, `/` and `=` may be written with a percent sign."""
    if "%" not in data:
        return data
    raw = data.encode("utf-8", "surrogatepass")
    if _PERCENT.search(raw):
        raise NotBase64Error("the data URL has a percent sign that escapes nothing")
    return unquote_to_bytes(raw).decode("latin-1")


def _checked(encoded: Encoded) -> Encoded:
    text = encoded.text
    if len(text) % 4 or 0 <= text.find("=") < len(text) - 2:
        raise NotBase64Error("base64 comes in groups of four characters, the last one padded with =")
    return encoded
