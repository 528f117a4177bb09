"""The engine of one session: what it does not claim is skipped, and no call waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from openwa_core.services.content_capability import capability_of
from openwa_core.testing.contracts.engine_rig import EngineRig
from openwa_hookspecs.engine import (
    Capability,
    FetchedMedia,
    LookupResult,
    SupportsChats,
    SupportsHistory,
    SupportsMedia,
    SupportsMessageActions,
)
from openwa_hookspecs.models.chats import Chat, Presence
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import Message, OutboundMessage, SentMessage

__all__ = ["EngineCalls"]

AnswerT = TypeVar("AnswerT")


class EngineCalls:
    def __init__(self, rig: EngineRig, session_id: SessionId) -> None:
        self._rig = rig
        self._id = session_id

    def needs(self, *capabilities: Capability) -> None:
        """Skips the test, unless the engine claims all of them."""
        if missing := sorted(set(capabilities) - self._rig.engine.capabilities):
            pytest.skip(f"the engine does not claim {', '.join(missing)}")

    async def in_time(self, call: Awaitable[AnswerT]) -> AnswerT:
        async with asyncio.timeout(self._rig.patience_s):
            return await call

    async def send(self, message: OutboundMessage, key: MessageKey) -> SentMessage:
        self.needs(capability_of(message.content))
        return await self.in_time(self._rig.engine.send(self._id, message, key))

    async def lookup(self, key: MessageKey, chat_id: ChatId) -> LookupResult:
        self.needs(Capability.LOOKUP)
        return await self.in_time(self._rig.engine.lookup(self._id, key, chat_id))

    async def history(
        self, chat_id: ChatId, *, limit: int = 50, before: MessageId | None = None
    ) -> list[Message]:
        self.needs(Capability.HISTORY)
        engine = self._rig.engine
        assert isinstance(engine, SupportsHistory)
        return list(await self.in_time(engine.history(self._id, chat_id, limit=limit, before=before)))

    async def fetch_media(self, message_id: MessageId, chat_id: ChatId, target: Path) -> FetchedMedia:
        self.needs(Capability.MEDIA)
        engine = self._rig.engine
        assert isinstance(engine, SupportsMedia)
        return await self.in_time(engine.fetch_media(self._id, message_id, chat_id, target))

    async def react(self, message_id: MessageId, emoji: str) -> None:
        await self.in_time(self._actions(Capability.REACT).react(self._id, message_id, emoji))

    async def edit(self, message_id: MessageId, text: str) -> None:
        await self.in_time(self._actions(Capability.EDIT).edit(self._id, message_id, text))

    async def delete(self, message_id: MessageId, *, for_everyone: bool) -> None:
        actions = self._actions(Capability.DELETE)
        await self.in_time(actions.delete(self._id, message_id, for_everyone=for_everyone))

    async def star(self, message_id: MessageId, *, starred: bool = True) -> None:
        await self.in_time(self._actions(Capability.STAR).star(self._id, message_id, starred=starred))

    async def chats(self) -> Sequence[Chat]:
        return await self.in_time(self._chats(Capability.CHATS).chats(self._id))

    async def mark_read(self, chat_id: ChatId) -> None:
        await self.in_time(self._chats(Capability.CHATS).mark_read(self._id, chat_id))

    async def mark_unread(self, chat_id: ChatId) -> None:
        await self.in_time(self._chats(Capability.CHATS).mark_unread(self._id, chat_id))

    async def archive(self, chat_id: ChatId, *, archived: bool = True) -> None:
        await self.in_time(self._chats(Capability.CHATS).archive(self._id, chat_id, archived=archived))

    async def set_presence(self, chat_id: ChatId, presence: Presence) -> None:
        await self.in_time(self._chats(Capability.TYPING).set_presence(self._id, chat_id, presence))

    def _actions(self, capability: Capability) -> SupportsMessageActions:
        self.needs(capability)
        assert isinstance(self._rig.engine, SupportsMessageActions)
        return self._rig.engine

    def _chats(self, capability: Capability) -> SupportsChats:
        self.needs(capability)
        assert isinstance(self._rig.engine, SupportsChats)
        return self._rig.engine
