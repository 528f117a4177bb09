"""`ChatApi`: the list of chats, and what can be done with one."""

from __future__ import annotations

from typing import Final

from openwa_core.services.engine_desk import EngineDesk
from openwa_core.services.paging import page_of
from openwa_hookspecs.engine import Capability, SupportsChats
from openwa_hookspecs.errors import InvalidChatIdError
from openwa_hookspecs.models.chats import Chat, Presence
from openwa_hookspecs.models.ids import ChatId, SessionId, is_chat_id
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.paging import Page

__all__ = ["ChatService"]

_CHATS: Final = (Capability.CHATS, SupportsChats)
_TYPING: Final = (Capability.TYPING, SupportsChats)


class ChatService:
    """See `openwa_hookspecs.gateway.ChatApi`."""

    def __init__(self, desk: EngineDesk) -> None:
        self._desk = desk

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Chat]:
        chats = await self._desk.read(principal, session_id, _CHATS, lambda engine: engine.chats(session_id))
        return page_of(chats, number=number, limit=limit)

    async def mark_read(self, principal: Principal, session_id: SessionId, chat_id: ChatId) -> None:
        _check(chat_id)
        await self._desk.change(
            principal, session_id, _CHATS, lambda engine: engine.mark_read(session_id, chat_id)
        )

    async def mark_unread(self, principal: Principal, session_id: SessionId, chat_id: ChatId) -> None:
        _check(chat_id)
        await self._desk.change(
            principal, session_id, _CHATS, lambda engine: engine.mark_unread(session_id, chat_id)
        )

    async def archive(
        self, principal: Principal, session_id: SessionId, chat_id: ChatId, *, archived: bool
    ) -> None:
        _check(chat_id)
        await self._desk.change(
            principal,
            session_id,
            _CHATS,
            lambda engine: engine.archive(session_id, chat_id, archived=archived),
        )

    async def set_presence(
        self, principal: Principal, session_id: SessionId, chat_id: ChatId, presence: Presence
    ) -> None:
        _check(chat_id)
        await self._desk.change(
            principal,
            session_id,
            _TYPING,
            lambda engine: engine.set_presence(session_id, chat_id, presence),
        )


def _check(chat_id: ChatId) -> None:
    if not is_chat_id(chat_id):
        raise InvalidChatIdError("chatId")
