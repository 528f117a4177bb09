"""What each kind of message may hold (specification 6.3): paths are those of the request's members."""

from __future__ import annotations

import math
import re
from typing import Final, assert_never

from openwa_core.services.storable_text import is_storable
from openwa_hookspecs.errors import ErrorCode, FieldError, GatewayError, ValidationFailedError
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    Location,
    MediaKind,
    Poll,
    Text,
)

__all__ = ["MAX_CAPTION", "MAX_TEXT", "check_content", "check_text"]

MAX_TEXT: Final = 65_536
"""Unicode code points of a text message."""

MAX_CAPTION: Final = 1_024
"""Code points, also of the description of a place."""

_MAX_FILENAME: Final = 100
_MAX_CONTACT_NAME: Final = 100
_MAX_QUESTION: Final = 255
_MAX_OPTION: Final = 100
_MAX_OPTIONS: Final = 12
"""Of a poll, as WhatsApp's own apps have it."""
_PHONE: Final = re.compile(r"[1-9][0-9]{6,14}", re.ASCII)


def check_content(content: Content) -> None:
    """Raises the `GatewayError` of the first fault."""
    match content:
        case Text(text=text):
            check_text(text)
        case Attachment():
            _check_attachment(content)
        case Location():
            _check_location(content)
        case ContactCard():
            _check_line("contact.name", content.name, _MAX_CONTACT_NAME)
            if _PHONE.fullmatch(content.phone) is None:
                raise _fault("contact.phone", "expected the digits of an international number")
        case Poll():
            _check_poll(content)
        case Forward():
            pass
        case _:
            assert_never(content)


def check_text(text: str, path: str = "text", limit: int = MAX_TEXT) -> None:
    """Raises `ValidationFailedError` or the error MESSAGE_TEXT_TOO_LONG."""
    if not text:
        raise _fault(path, "must not be empty")
    _check_length(text, path, limit)


def _check_length(text: str, path: str, limit: int) -> None:
    if not is_storable(text):
        raise _fault(path, "must hold neither U+0000 nor lone surrogates")
    if len(text) > limit:
        raise GatewayError(
            ErrorCode.MESSAGE_TEXT_TOO_LONG,
            f"{path} has {len(text)} characters, at most {limit} are allowed",
            details={"field": path, "length": len(text), "limit": limit},
        )


def _check_attachment(attachment: Attachment) -> None:
    _check_length(attachment.caption, "caption", MAX_CAPTION)
    if attachment.caption and attachment.kind in (MediaKind.AUDIO, MediaKind.STICKER):
        raise _fault("caption", f"a message of kind {attachment.kind.value} has none")
    if attachment.filename is not None:
        _check_line("filename", attachment.filename, _MAX_FILENAME)
        if "/" in attachment.filename or "\\" in attachment.filename:
            raise _fault("filename", "expected a name without folders")


def _check_location(place: Location) -> None:
    for path, degrees, most in (("latitude", place.latitude, 90), ("longitude", place.longitude, 180)):
        if not math.isfinite(degrees) or abs(degrees) > most:
            raise _fault(path, f"expected degrees from -{most} to {most}")
    _check_length(place.description, "description", MAX_CAPTION)


def _check_poll(poll: Poll) -> None:
    check_text(poll.question, "poll.question", _MAX_QUESTION)
    if not 2 <= len(poll.options) <= _MAX_OPTIONS:
        raise _fault("poll.options", f"expected 2 to {_MAX_OPTIONS} answers")
    for index, option in enumerate(poll.options):
        _check_line(f"poll.options[{index}]", option, _MAX_OPTION)
        if option in poll.options[:index]:
            raise _fault(f"poll.options[{index}]", "is there twice")
    if not 0 <= poll.selectable <= len(poll.options):
        raise _fault("poll.selectable", f"expected 0 to {len(poll.options)}")


def _check_line(path: str, text: str, limit: int) -> None:
    """A short text in one line."""
    if not text.strip() or len(text) > limit or not is_storable(text) or _has_controls(text):
        raise _fault(path, f"expected 1 to {limit} characters in one line")


def _has_controls(text: str) -> bool:
    return any(ord(character) < 32 or ord(character) == 127 for character in text)


def _fault(path: str, message: str) -> ValidationFailedError:
    return ValidationFailedError(FieldError(path=path, message=message))
