"""What WhatsApp takes: the limits of the specification's 6.3, held for callers and plugins alike."""

from __future__ import annotations

from typing import Final, assert_never

from openwa_core.services.storable_text import is_storable
from openwa_hookspecs.errors import (
    ErrorCode,
    FieldError,
    GatewayError,
    InvalidChatIdError,
    ValidationFailedError,
)
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    Location,
    Poll,
    Text,
)
from openwa_hookspecs.models.ids import is_chat_id
from openwa_hookspecs.models.messages import OutboundMessage

__all__ = ["MAX_MENTIONS", "MAX_TEXT", "check_message", "check_text"]

MAX_TEXT: Final = 65_536
"""Unicode code points of a text message."""

MAX_MENTIONS: Final = 1024
"""As many as a WhatsApp group has members."""


def check_message(message: OutboundMessage) -> None:
    """Raises the `GatewayError` of the first fault."""
    if not is_chat_id(message.chat_id):
        raise InvalidChatIdError("chatId")
    for index, mentioned in enumerate(message.mentioned_ids):
        if not is_chat_id(mentioned):
            raise InvalidChatIdError(f"options.mentionedIds[{index}]")
    if len(message.mentioned_ids) > MAX_MENTIONS:
        raise ValidationFailedError(
            FieldError(path="options.mentionedIds", message=f"at most {MAX_MENTIONS} ids")
        )
    _check_content(message.content)


def _check_content(content: Content) -> None:
    match content:
        case Text(text=text):
            check_text(text)
        case Attachment() | Location() | ContactCard() | Poll() | Forward():
            pass
        case _:
            assert_never(content)


def check_text(text: str) -> None:
    """Raises `ValidationFailedError` or the error MESSAGE_TEXT_TOO_LONG."""
    if not text:
        raise ValidationFailedError(FieldError(path="text", message="must not be empty"))
    if not is_storable(text):
        raise ValidationFailedError(
            FieldError(path="text", message="must hold neither U+0000 nor lone surrogates")
        )
    if len(text) > MAX_TEXT:
        raise GatewayError(
            ErrorCode.MESSAGE_TEXT_TOO_LONG,
            f"The text has {len(text)} characters, at most {MAX_TEXT} are allowed",
            details={"length": len(text), "limit": MAX_TEXT},
        )
