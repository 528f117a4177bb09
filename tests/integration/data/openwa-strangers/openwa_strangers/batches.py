"""Bulk sending."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from openwa_hookspecs.errors import BatchExistsError, SessionNotFoundError
from openwa_hookspecs.models.batches import (
    Batch,
    BatchItem,
    BatchProgress,
    BatchState,
    ItemEnd,
    ItemState,
)
from openwa_hookspecs.models.content import Attachment, StoredFile
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import BatchId, MessageKey, SessionId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.paging import Page
from openwa_strangers.log import Events
from openwa_strangers.sessions import Sessions

_OPEN = (ItemState.PENDING, ItemState.SENDING)


@dataclass
class Pile:
    batch: Batch
    items: list[BatchItem] = field(default_factory=list)

    def shown(self) -> Batch:
        states = [item.state for item in self.items]
        progress = BatchProgress(
            total=len(states),
            sent=states.count(ItemState.SENT),
            failed=states.count(ItemState.FAILED) + states.count(ItemState.UNKNOWN),
            pending=states.count(ItemState.PENDING) + states.count(ItemState.SENDING),
            cancelled=states.count(ItemState.CANCELLED),
        )
        return replace(self.batch, progress=progress)

    @property
    def is_processing(self) -> bool:
        return self.batch.state is BatchState.PROCESSING

    def move(self, position: int, before: ItemState, **changes: object) -> bool:
        if self.items[position].state is not before:
            return False
        self.items[position] = replace(self.items[position], **changes)  # type: ignore[arg-type]
        return True

    def due(self, at: datetime) -> bool:
        self.batch = replace(self.batch, due_at=at if self.is_processing else None)
        return self.is_processing

    def end(self, state: BatchState, at: datetime) -> None:
        for position in range(len(self.items)):
            self.move(position, ItemState.PENDING, state=ItemState.CANCELLED, settled_at=at)
        under_way = any(item.state is ItemState.SENDING for item in self.items)
        due_at = at if under_way else None
        self.batch = replace(self.batch, state=state, completed_at=at, due_at=due_at)


class Batches:
    def __init__(self, sessions: Sessions, events: Events) -> None:
        self._sessions = sessions
        self._events = events
        self._piles: dict[tuple[SessionId, BatchId], Pile] = {}
        sessions.on_remove(self._forget)

    async def add(
        self, batch: Batch, messages: Sequence[OutboundMessage], claim: IdempotencyClaim | None = None
    ) -> None:
        if batch.session_id not in self._sessions.records:
            raise SessionNotFoundError(batch.session_id)
        if (batch.session_id, batch.id) in self._piles:
            raise BatchExistsError(batch.id)
        items = [BatchItem(position=place, message=message) for place, message in enumerate(messages)]
        self._piles[batch.session_id, batch.id] = Pile(batch, items)
        self._sessions.claims.write(claim)

    async def get(self, session_id: SessionId, batch_id: BatchId) -> Batch | None:
        pile = self._piles.get((session_id, batch_id))
        return pile and pile.shown()

    async def page(self, session_id: SessionId, *, number: int, limit: int) -> Page[Batch]:
        found = [pile.shown() for (session, _), pile in self._piles.items() if session == session_id]
        newest = sorted(reversed(found), key=lambda batch: batch.created_at, reverse=True)
        first = (number - 1) * limit
        return Page(items=newest[first : first + limit], number=number, limit=limit, total=len(newest))

    async def items(self, session_id: SessionId, batch_id: BatchId) -> Sequence[BatchItem]:
        pile = self._piles.get((session_id, batch_id))
        return [] if pile is None else list(pile.items)

    async def due(self, sessions: Collection[SessionId], *, now: datetime, limit: int) -> Sequence[Batch]:
        waiting = [
            (pile.batch.due_at, pile.shown())
            for (session, _), pile in self._piles.items()
            if session in sessions and pile.batch.due_at
        ]
        due = sorted((one for one in waiting if one[0] <= now), key=lambda one: one[0])
        return [batch for _, batch in due][:limit]

    async def next_item(self, session_id: SessionId, batch_id: BatchId) -> BatchItem | None:
        items = [item for item in await self.items(session_id, batch_id) if item.state in _OPEN]
        return min(items, key=lambda item: (item.state is ItemState.PENDING, item.position), default=None)

    async def take(
        self,
        session_id: SessionId,
        batch_id: BatchId,
        position: int,
        *,
        key: MessageKey,
        epoch: int,
        at: datetime,
    ) -> bool:
        pile = self._pile(session_id, batch_id, epoch)
        if pile is None or not pile.is_processing:
            return False
        if not pile.move(position, ItemState.PENDING, state=ItemState.SENDING, key=key):
            return False
        pile.batch = replace(pile.batch, started_at=pile.batch.started_at or at)
        return True

    async def release(
        self, session_id: SessionId, batch_id: BatchId, position: int, *, epoch: int, due_at: datetime
    ) -> bool:
        pile = self._pile(session_id, batch_id, epoch)
        if pile is None:
            return False
        back = ItemState.PENDING if pile.is_processing else ItemState.CANCELLED
        moved = pile.move(position, ItemState.SENDING, state=back, key=None)
        if moved:
            pile.due(due_at)
        return moved

    async def settle(
        self,
        session_id: SessionId,
        batch_id: BatchId,
        position: int,
        *,
        epoch: int,
        end: ItemEnd,
        at: datetime,
        due_at: datetime,
        events: Sequence[Event],
    ) -> bool:
        pile = self._pile(session_id, batch_id, epoch)
        if pile is None or not pile.move(position, ItemState.SENDING, **vars(end), settled_at=at):
            return False
        pile.due(due_at)
        self._events.write(events)
        return True

    async def postpone(
        self, session_id: SessionId, batch_id: BatchId, *, epoch: int, due_at: datetime
    ) -> bool:
        pile = self._pile(session_id, batch_id, epoch)
        return pile is not None and pile.due(due_at)

    async def finish(
        self,
        session_id: SessionId,
        batch_id: BatchId,
        *,
        epoch: int,
        state: BatchState,
        at: datetime,
        events: Sequence[Event],
    ) -> bool:
        pile = self._pile(session_id, batch_id, epoch)
        if pile is None or any(item.state is ItemState.SENDING for item in pile.items):
            return False
        return self._end(pile, state, at, events)

    async def cancel(
        self, session_id: SessionId, batch_id: BatchId, *, at: datetime, events: Sequence[Event]
    ) -> bool:
        pile = self._piles.get((session_id, batch_id))
        return pile is not None and self._end(pile, BatchState.CANCELLED, at, events)

    async def prune(self, *, before: datetime) -> int:
        gone = [
            place
            for place, pile in self._piles.items()
            if pile.batch.completed_at and pile.batch.completed_at < before
            if all(item.state is not ItemState.SENDING for item in pile.items)
        ]
        for place in gone:
            del self._piles[place]
        return len(gone)

    async def files(self) -> frozenset[str]:
        contents = [
            item.message.content
            for pile in self._piles.values()
            for item in pile.items
            if item.state in _OPEN
        ]
        sources = [content.source for content in contents if isinstance(content, Attachment)]
        return frozenset(source.name for source in sources if isinstance(source, StoredFile))

    def _pile(self, session_id: SessionId, batch_id: BatchId, epoch: int) -> Pile | None:
        is_current = self._sessions.is_current(session_id, epoch)
        return self._piles.get((session_id, batch_id)) if is_current else None

    def _end(self, pile: Pile, state: BatchState, at: datetime, events: Sequence[Event]) -> bool:
        if not pile.is_processing:
            return False
        pile.end(state, at)
        self._events.write(events)
        return True

    def _forget(self, session_id: SessionId) -> None:
        for place in [place for place in self._piles if place[0] == session_id]:
            del self._piles[place]
