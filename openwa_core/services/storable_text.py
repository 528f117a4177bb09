"""Text that every database and every JSON reader takes."""

from __future__ import annotations

__all__ = ["is_storable", "storable"]


def is_storable(text: str) -> bool:
    """Whether the text has neither U+0000, which PostgreSQL refuses, nor lone surrogates, which UTF-8 has
    no bytes for."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def storable(text: str) -> str:
    """The text with the replacement character U+FFFD in their place."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
