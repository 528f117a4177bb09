"""`SupportsMessageActions` and `SupportsSingleMessage`."""

from __future__ import annotations

from openwa_engine_playwright.desk import AtDesks
from openwa_engine_playwright.messages import as_message
from openwa_engine_playwright.refusals import About
from openwa_engine_playwright.wire import Found, Nothing
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.messages import Message

__all__ = ["MessageAbilities"]


class MessageAbilities(AtDesks):
    async def react(self, session_id: SessionId, message_id: MessageId, emoji: str) -> None:
        await self._act(session_id, "react", Capability.REACT, message_id, emoji=emoji)

    async def edit(self, session_id: SessionId, message_id: MessageId, text: str) -> None:
        await self._act(session_id, "editMessage", Capability.EDIT, message_id, text=text)

    async def delete(self, session_id: SessionId, message_id: MessageId, *, for_everyone: bool) -> None:
        await self._act(session_id, "deleteMessage", Capability.DELETE, message_id, forEveryone=for_everyone)

    async def star(self, session_id: SessionId, message_id: MessageId, *, starred: bool) -> None:
        await self._act(session_id, "starMessage", Capability.STAR, message_id, starred=starred)

    async def message(self, session_id: SessionId, message_id: MessageId, chat_id: ChatId) -> Message | None:
        found = await self.desk(session_id).ask(
            Found.model_validate, "message", needs=Capability.HISTORY, id=message_id
        )
        return as_message(found.messages[0]) if found.messages else None

    async def _act(
        self,
        session_id: SessionId,
        name: str,
        needs: Capability,
        message_id: MessageId,
        **arguments: JsonValue,
    ) -> None:
        await self.desk(session_id).ask(
            Nothing.model_validate,
            name,
            needs=needs,
            about=About(message=message_id),
            id=message_id,
            **arguments,
        )
