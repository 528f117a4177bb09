"""Bulk sending in memory, for tests of transports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from openwa_core.testing.fakes.faulty import Faulty
from openwa_core.testing.fakes.sessions import START, FakeSessions
from openwa_hookspecs.errors import BatchExistsError, BatchFinishedError, BatchNotFoundError
from openwa_hookspecs.gateway import AcceptedBatch, NewBatch
from openwa_hookspecs.models.batches import Batch, BatchItem, BatchProgress, BatchState, ItemState
from openwa_hookspecs.models.ids import BatchId, SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.paging import Page

__all__ = ["FakeBatches"]


@dataclass(kw_only=True)
class FakeBatches(Faulty):
    """Implements `openwa_hookspecs.gateway.BatchApi`; nothing is sent unless a test writes so."""

    sessions: FakeSessions
    records: dict[BatchId, Batch] = field(default_factory=dict)
    listed: dict[BatchId, list[BatchItem]] = field(default_factory=dict)
    asked: list[NewBatch] = field(default_factory=list)

    async def create(self, principal: Principal, session_id: SessionId, new: NewBatch) -> AcceptedBatch:
        self.check()
        self.sessions.ready(principal, session_id)
        batch_id = new.id or BatchId(f"batch_{len(self.records) + 1}")
        if batch_id in self.records:
            raise BatchExistsError(batch_id)
        total = len(new.items)
        batch = Batch(
            id=batch_id,
            session_id=session_id,
            state=BatchState.PROCESSING,
            options=new.options,
            progress=BatchProgress(total=total, pending=total),
            created_at=START,
            due_at=START,
        )
        self.asked.append(new)
        self.records[batch_id] = batch
        self.listed[batch_id] = [
            BatchItem(position=place, message=item.message) for place, item in enumerate(new.items)
        ]
        return AcceptedBatch(batch=batch, estimated_completion=START + timedelta(minutes=1))

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Batch]:
        self.check()
        self.sessions.find(principal, session_id)
        found = [batch for batch in reversed(self.records.values()) if batch.session_id == session_id]
        first = (number - 1) * limit
        return Page(items=found[first : first + limit], number=number, limit=limit, total=len(found))

    async def get(self, principal: Principal, session_id: SessionId, batch_id: BatchId) -> Batch:
        self.check()
        self.sessions.find(principal, session_id)
        batch = self.records.get(batch_id)
        if batch is None or batch.session_id != session_id:
            raise BatchNotFoundError(batch_id)
        return batch

    async def items(
        self, principal: Principal, session_id: SessionId, batch_id: BatchId
    ) -> Sequence[BatchItem]:
        await self.get(principal, session_id, batch_id)
        return self.listed[batch_id]

    async def cancel(self, principal: Principal, session_id: SessionId, batch_id: BatchId) -> Batch:
        batch = await self.get(principal, session_id, batch_id)
        if batch.state is not BatchState.PROCESSING:
            raise BatchFinishedError(batch_id, status=batch.state.value)
        dropped = batch.progress.pending
        progress = replace(batch.progress, pending=0, cancelled=dropped)
        cancelled = replace(batch, state=BatchState.CANCELLED, progress=progress, completed_at=START)
        self.records[batch_id] = cancelled
        self.listed[batch_id] = [
            replace(item, state=ItemState.CANCELLED) if item.state is ItemState.PENDING else item
            for item in self.listed[batch_id]
        ]
        return cancelled
