"""What can be done to a message that is there: react, edit, delete, star."""

from __future__ import annotations

from openwa_core.services.content_rules import check_text
from openwa_core.services.emoji import is_emoji
from openwa_core.services.engine_desk import EngineDesk
from openwa_hookspecs.engine import Capability, SupportsMessageActions
from openwa_hookspecs.errors import FieldError, ValidationFailedError
from openwa_hookspecs.models.ids import MessageId, SessionId
from openwa_hookspecs.models.keys import Principal

__all__ = ["MessageActions"]

_LONGEST_EMOJI = 64
"""Code points: an emoji may be a sequence of several, such as a family or a flag."""


class MessageActions:
    """The part of `openwa_hookspecs.gateway.MessageApi` that goes straight to the engine."""

    def __init__(self, desk: EngineDesk) -> None:
        self._desk = desk

    async def react(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, emoji: str
    ) -> None:
        if emoji and (len(emoji) > _LONGEST_EMOJI or not is_emoji(emoji)):
            raise ValidationFailedError(
                FieldError(path="emoji", message="expected one emoji, or the empty text")
            )
        able = (Capability.REACT, SupportsMessageActions)
        await self._desk.change(
            principal, session_id, able, lambda engine: engine.react(session_id, message_id, emoji)
        )

    async def edit(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, text: str
    ) -> None:
        check_text(text)
        able = (Capability.EDIT, SupportsMessageActions)
        await self._desk.change(
            principal, session_id, able, lambda engine: engine.edit(session_id, message_id, text)
        )

    async def delete(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, *, for_everyone: bool
    ) -> None:
        able = (Capability.DELETE, SupportsMessageActions)
        await self._desk.change(
            principal,
            session_id,
            able,
            lambda engine: engine.delete(session_id, message_id, for_everyone=for_everyone),
        )

    async def star(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, *, starred: bool
    ) -> None:
        able = (Capability.STAR, SupportsMessageActions)
        await self._desk.change(
            principal, session_id, able, lambda engine: engine.star(session_id, message_id, starred=starred)
        )
