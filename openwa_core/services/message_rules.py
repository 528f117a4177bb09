"""What WhatsApp takes, held for callers and plugins alike."""

from __future__ import annotations

from typing import Final

from openwa_core.services.content_rules import check_content
from openwa_hookspecs.errors import FieldError, InvalidChatIdError, ValidationFailedError
from openwa_hookspecs.models.ids import is_chat_id
from openwa_hookspecs.models.messages import OutboundMessage

__all__ = ["MAX_MENTIONS", "check_message"]

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
    check_content(message.content)
