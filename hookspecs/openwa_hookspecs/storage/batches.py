"""Batches at rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from openwa_hookspecs.models.batches import Batch, BatchItem, BatchState, ItemEnd
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import BatchId, MessageKey, SessionId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.paging import Page

__all__ = ["BatchRepository"]


class BatchRepository(Protocol):
    """Batches and their messages. They go with their session.

    A batch is worked on by the owner of its session alone: what carries an `epoch` changes nothing under a
    stale one.
    """

    async def add(
        self, batch: Batch, messages: Sequence[OutboundMessage], claim: IdempotencyClaim | None = None
    ) -> None:
        """Store a batch with its messages in their order, all PENDING. Raises `BatchExistsError` when the
        session has one of this id, `SessionNotFoundError`; then the claim is not written either."""
        ...

    async def get(self, session_id: SessionId, batch_id: BatchId) -> Batch | None: ...

    async def page(self, session_id: SessionId, *, number: int, limit: int) -> Page[Batch]:
        """Newest first."""
        ...

    async def items(self, session_id: SessionId, batch_id: BatchId) -> Sequence[BatchItem]:
        """All of them, by position."""
        ...

    async def due(self, sessions: Collection[SessionId], *, now: datetime, limit: int) -> Sequence[Batch]:
        """Batches of these sessions whose time has come, the one that waits for longest first: those that are
        PROCESSING, and those that have ended but for an item in SENDING."""
        ...

    async def next_item(self, session_id: SessionId, batch_id: BatchId) -> BatchItem | None:
        """The one in SENDING, else the first PENDING one."""
        ...

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
        """PENDING → SENDING under this key, before anything is sent. False when the batch is not PROCESSING
        any more, or the item is not PENDING."""
        ...

    async def release(
        self, session_id: SessionId, batch_id: BatchId, position: int, *, epoch: int, due_at: datetime
    ) -> bool:
        """SENDING → PENDING, without a key, and the batch due then; CANCELLED when the batch is not
        PROCESSING any more. It was certainly not sent."""
        ...

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
        """SENDING → its end, and the batch due then. False when it is not in SENDING."""
        ...

    async def postpone(
        self, session_id: SessionId, batch_id: BatchId, *, epoch: int, due_at: datetime
    ) -> bool:
        """Due then. False when it is not PROCESSING."""
        ...

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
        """PROCESSING → `state`; what is PENDING is CANCELLED. False when it is not PROCESSING, or an item is
        in SENDING."""
        ...

    async def cancel(
        self, session_id: SessionId, batch_id: BatchId, *, at: datetime, events: Sequence[Event]
    ) -> bool:
        """PROCESSING → CANCELLED, what is PENDING with it; an item in SENDING comes to its end, and is due at
        once. False when it is not PROCESSING."""
        ...

    async def prune(self, *, before: datetime) -> int:
        """Remove batches that ended before then; how many. Messages stay in the history."""
        ...

    async def files(self) -> frozenset[str]:
        """Names of stored files that messages in PENDING or SENDING have, of all sessions."""
        ...
