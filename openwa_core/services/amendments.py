"""What happens to messages that are there: another text, deletion for everyone, reactions."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import assert_never

from openwa_core.services.live_session import LiveSession
from openwa_core.services.media.orphans import drop_orphan
from openwa_core.services.own_ids import as_sent
from openwa_core.services.parts import ServiceParts
from openwa_core.services.storable_text import storable
from openwa_hookspecs.models.events import Event, MessageEdited, MessageRevoked, ReactionSeen

__all__ = ["Amendments"]


class Amendments:
    """Facts of one session about messages become changes of rows, each with its event, in one commit. What
    is known already, and what belongs to a message that the store does not have, writes nothing."""

    def __init__(self, live: LiveSession, parts: ServiceParts) -> None:
        self._live = live
        self._parts = parts
        self._turn = asyncio.Lock()
        """Held while plugins see an event: facts that are told at once reach the storage in their order."""

    async def store(self, fact: MessageEdited | MessageRevoked | ReactionSeen) -> None:
        """Write what the engine has seen. Raises `ServiceUnavailableError`."""
        known = self._live.identities.known
        fact = replace(fact, message_id=await as_sent(fact.message_id, self._live, self._parts))
        match fact:
            case MessageEdited():
                await self._edit(replace(fact, chat_id=known(fact.chat_id), body=storable(fact.body)))
            case MessageRevoked():
                await self._revoke(replace(fact, chat_id=known(fact.chat_id)))
            case ReactionSeen():
                chat_id, sender = known(fact.chat_id), known(fact.sender)
                await self._react(replace(fact, chat_id=chat_id, sender=sender, emoji=storable(fact.emoji)))
            case _:
                assert_never(fact)

    async def _edit(self, fact: MessageEdited) -> None:
        events = await self._prepared(self._parts.events.message_edited(self._live.id, fact))
        await self._parts.storage.messages.edit(
            self._live.id, fact, epoch=self._live.record.epoch, events=events
        )

    async def _revoke(self, fact: MessageRevoked) -> None:
        events = await self._prepared(self._parts.events.message_revoked(self._live.id, fact))
        file = await self._parts.storage.media.get(self._live.id, fact.message_id)
        revoked = await self._parts.storage.messages.revoke(
            self._live.id, fact.message_id, epoch=self._live.record.epoch, events=events
        )
        if revoked and file is not None and file.name is not None:
            await drop_orphan(self._parts, file.name)

    async def _react(self, fact: ReactionSeen) -> None:
        events = await self._prepared(self._parts.events.message_reaction(self._live.id, fact))
        await self._parts.storage.messages.react(
            self._live.id, fact, epoch=self._live.record.epoch, events=events
        )

    async def _prepared(self, event: Event) -> list[Event]:
        async with self._turn:
            return list(await self._parts.publisher.prepare(event))
