"""Facts from an engine become rows and events. A fact that cannot be stored now waits; the engine waits with
it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import assert_never

from openwa_core.services.amendments import Amendments
from openwa_core.services.group_events import GroupEvents
from openwa_core.services.live_session import LiveSession, Opening
from openwa_core.services.media.fetch_time import fetch_time, with_facts
from openwa_core.services.own_ids import as_sent
from openwa_core.services.parts import ServiceParts
from openwa_core.services.send_lane import SendLane
from openwa_core.services.status import StatusBook
from openwa_core.services.storable_message import storable_message
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.events import (
    AckChanged,
    EngineEvent,
    GroupChanged,
    IdentitiesSeen,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    QrChanged,
    ReactionSeen,
    StatusChanged,
)
from openwa_hookspecs.models.ids import ChatId, key_of
from openwa_hookspecs.models.messages import Ack, Message

__all__ = ["Intake"]

_RETRY_S = 0.5


class Intake:
    """Takes the facts of one session."""

    def __init__(
        self,
        live: LiveSession,
        lane: SendLane,
        parts: ServiceParts,
        *,
        on_status: Callable[[Opening], None],
    ) -> None:
        self._live = live
        self._lane = lane
        self._parts = parts
        self._book = StatusBook(parts=parts)
        self._on_status = on_status
        self._amendments = Amendments(live, parts)
        self._groups = GroupEvents(live, parts)
        self._turn = asyncio.Lock()
        """Held while plugins see an event: facts that are told at once reach the storage in their order."""

    def emit_for(self, opening: Opening) -> Callable[[EngineEvent], Awaitable[None]]:
        """The `emit` that one opening of the session gets."""

        async def emit(event: EngineEvent) -> None:
            while self._live.opening is opening:
                try:
                    return await self._take(opening, event)
                except ServiceUnavailableError as error:
                    self._parts.log.warning(
                        "event waits for the storage", session=self._live.id, error=str(error)
                    )
                    await self._parts.clock.sleep(_RETRY_S)
                except Exception:  # supervisor: a fact that makes no sense must not stop those behind it
                    self._parts.log.exception("event from the engine is dropped", session=self._live.id)
                    return None

        return emit

    async def _take(self, opening: Opening, event: EngineEvent) -> None:
        match event:
            case QrChanged() | StatusChanged():
                await self._book.report(self._live, opening, event)
                self._on_status(opening)
            case MessageSeen():
                message = storable_message(with_facts(event.message))
                await self._store_message(self._live.identities.shown(message))
            case AckChanged():
                await self._store_ack(event)
            case MessageEdited() | MessageRevoked() | ReactionSeen():
                await self._amendments.store(event)
            case GroupChanged(notice=notice):
                async with self._turn:
                    events = await self._groups.prepare(notice)
                await self._groups.store(notice, events)
            case IdentitiesSeen(pairs=pairs):
                await self._learn(pairs)
            case _:
                assert_never(event)

    async def _store_message(self, message: Message) -> None:
        maker = self._parts.events
        make = maker.message_sent if message.from_me else maker.message_received
        async with self._turn:
            events = await self._parts.publisher.prepare(make(self._live.id, message))
        stored = await self._parts.storage.messages.record(
            self._live.id,
            epoch=self._live.record.epoch,
            message=message,
            events=events,
            fetch_at=fetch_time(message, self._live, self._parts),
        )
        # In the page an own message stands before WhatsApp has it: then its ack is PENDING.
        if not stored and message.ack is not None and message.ack >= Ack.SENT:
            self._lane.turned_up(message.key)

    async def _learn(self, pairs: tuple[tuple[ChatId, ChatId], ...]) -> None:
        book = self._live.identities
        if not (news := book.unknown(pairs)):
            return
        epoch, now = self._live.record.epoch, self._parts.clock.now()
        if await self._parts.storage.identities.learn(self._live.id, news, epoch=epoch, at=now):
            book.learned(news)

    async def _store_ack(self, fact: AckChanged) -> None:
        async with self._turn:
            chat_id = self._live.identities.known(fact.chat_id)
            message_id = await as_sent(fact.message_id, self._live, self._parts)
            event = self._parts.events.message_ack(self._live.id, chat_id, message_id, fact.ack)
            events = await self._parts.publisher.prepare(event)
        await self._parts.storage.messages.raise_ack(
            self._live.id, fact.message_id, epoch=self._live.record.epoch, ack=fact.ack, events=events
        )
        if fact.ack >= Ack.SENT:
            self._lane.turned_up(key_of(fact.message_id))
