"""`SupportsChats`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openwa_engine_playwright.answers import PageChat, PageChats
from openwa_engine_playwright.desk import AtDesks
from openwa_engine_playwright.messages import chat_id as as_chat_id
from openwa_engine_playwright.refusals import About
from openwa_engine_playwright.wire import Nothing
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.chats import Chat, Presence
from openwa_hookspecs.models.ids import ChatId, SessionId, is_chat_id

__all__ = ["ChatAbilities"]


class ChatAbilities(AtDesks):
    async def chats(self, session_id: SessionId) -> Sequence[Chat]:
        found = await self.desk(session_id).ask(PageChats.model_validate, "chats", needs=Capability.CHATS)
        return sorted(_chats(found), key=lambda chat: chat.wa_timestamp or 0, reverse=True)

    async def mark_read(self, session_id: SessionId, chat_id: ChatId) -> None:
        await self._order(session_id, "markRead", chat_id)

    async def mark_unread(self, session_id: SessionId, chat_id: ChatId) -> None:
        await self._order(session_id, "markUnread", chat_id)

    async def archive(self, session_id: SessionId, chat_id: ChatId, *, archived: bool) -> None:
        await self._order(session_id, "archiveChat", chat_id, archived=archived)

    async def set_presence(self, session_id: SessionId, chat_id: ChatId, presence: Presence) -> None:
        await self._order(
            session_id, "showPresence", chat_id, needs=Capability.TYPING, presence=presence.value
        )

    async def _order(
        self,
        session_id: SessionId,
        name: str,
        chat_id: ChatId,
        *,
        needs: Capability = Capability.CHATS,
        **arguments: JsonValue,
    ) -> None:
        await self.desk(session_id).ask(
            Nothing.model_validate, name, needs=needs, about=About(chat=chat_id), chat=chat_id, **arguments
        )


def _chats(found: PageChats) -> Iterator[Chat]:
    for chat in found.chats:
        if is_chat_id(as_chat_id(chat.id)):
            yield _chat(chat)


def _chat(chat: PageChat) -> Chat:
    return Chat(
        id=as_chat_id(chat.id),
        name=chat.name,
        unread_count=chat.unread,
        is_archived=chat.archived,
        is_pinned=chat.pinned,
        is_muted=chat.muted,
        wa_timestamp=None if chat.t is None else int(chat.t),
        lid=as_chat_id(chat.lid) or None,
    )
