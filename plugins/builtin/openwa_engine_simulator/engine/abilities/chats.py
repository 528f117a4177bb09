"""`SupportsChats`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from openwa_engine_simulator.engine.abilities.sessions import OpenSessions
from openwa_engine_simulator.engine.asking import ask, malformed
from openwa_engine_simulator.engine.connection import Question
from openwa_engine_simulator.engine.errors import chat_error
from openwa_engine_simulator.network import frames
from openwa_hookspecs.models.chats import Chat, Presence
from openwa_hookspecs.models.ids import ChatId, SessionId

__all__ = ["ChatAbilities"]

_STATES: dict[Presence, frames.TypingState] = {
    Presence.TYPING: "typing",
    Presence.RECORDING: "recording",
    Presence.PAUSED: "paused",
}


class ChatAbilities(OpenSessions):
    async def chats(self, session_id: SessionId) -> Sequence[Chat]:
        linked = self.session(session_id).linked()
        found = await ask(linked, lambda n: frames.Chats(n=n), frames.ChatList, malformed)
        return [_as_chat(chat) for chat in found.chats]

    async def mark_read(self, session_id: SessionId, chat_id: ChatId) -> None:
        await self._order(session_id, chat_id, lambda n: frames.Read(n=n, chat=chat_id))

    async def mark_unread(self, session_id: SessionId, chat_id: ChatId) -> None:
        await self._order(session_id, chat_id, lambda n: frames.MarkUnread(n=n, chat=chat_id))

    async def archive(self, session_id: SessionId, chat_id: ChatId, *, archived: bool) -> None:
        await self._order(session_id, chat_id, lambda n: frames.Archive(n=n, chat=chat_id, archived=archived))

    async def set_presence(self, session_id: SessionId, chat_id: ChatId, presence: Presence) -> None:
        state = _STATES[presence]
        await self._order(session_id, chat_id, lambda n: frames.Typing(n=n, chat=chat_id, state=state))

    async def _order(self, session_id: SessionId, chat_id: ChatId, question: Question) -> None:
        explain = partial(chat_error, session_id=session_id, chat_id=chat_id)
        await ask(self.session(session_id).linked(), question, type(None), explain)


def _as_chat(chat: frames.Chat) -> Chat:
    return Chat(
        id=ChatId(chat.id),
        name=chat.name,
        unread_count=chat.unread,
        is_archived=chat.archived,
        wa_timestamp=chat.at,
        lid=ChatId(chat.id) if chat.id.endswith("@lid") else None,
    )
