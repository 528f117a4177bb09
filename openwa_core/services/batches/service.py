"""`BatchApi`: what callers may do with batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from openwa_core.clock import new_batch_id
from openwa_core.services.batches.checking import checked_messages, require_capabilities
from openwa_core.services.batches.files import BatchFiles
from openwa_core.services.batches.jobs import job_of
from openwa_core.services.batches.standing import after_end
from openwa_core.services.idempotency import current_attempt
from openwa_core.services.parts import ServiceParts
from openwa_core.services.roles import require
from openwa_core.services.session_control import SessionControl
from openwa_core.services.session_table import SessionTable
from openwa_hookspecs.errors import BatchFinishedError, BatchNotFoundError, ServiceUnavailableError
from openwa_hookspecs.gateway import AcceptedBatch, NewBatch
from openwa_hookspecs.models.batches import Batch, BatchItem, BatchProgress, BatchState, ItemState
from openwa_hookspecs.models.ids import BatchId, SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.queue import Queue

__all__ = ["BatchService"]

_RANDOM_S: Final = 1.0
"""What a random delay adds on average (specification 6.4.2, decision 17)."""
_PATIENCE_S: Final = 5.0
_POLL_S: Final = 0.05


class BatchService:
    """See `openwa_hookspecs.gateway.BatchApi`."""

    def __init__(self, table: SessionTable, parts: ServiceParts, files: BatchFiles, queue: Queue) -> None:
        self._table = table
        self._parts = parts
        self._files = files
        self._queue = queue
        self._batches = parts.storage.batches

    async def create(self, principal: Principal, session_id: SessionId, new: NewBatch) -> AcceptedBatch:
        require(principal, Role.OPERATOR)
        messages = checked_messages(new)
        control = self._table.find(principal, session_id)
        if (attempt := current_attempt()) is not None and attempt.target is not None:
            return _accepted(await self.get(principal, session_id, BatchId(attempt.target)))
        self._table.require_open()
        control.require_owned()
        control.live.require_ready()
        require_capabilities(control.live, messages)
        async with self._files.taken_in(list(messages)) as whole:
            batch = await self._stored(control, new, whole)
        await self._wake(batch)
        return _accepted(batch)

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Batch]:
        self._find(principal, session_id, Role.VIEWER)
        return await self._batches.page(session_id, number=number, limit=limit)

    async def get(self, principal: Principal, session_id: SessionId, batch_id: BatchId) -> Batch:
        self._find(principal, session_id, Role.VIEWER)
        batch = await self._batches.get(session_id, batch_id)
        if batch is None:
            raise BatchNotFoundError(batch_id)
        return batch

    async def items(
        self, principal: Principal, session_id: SessionId, batch_id: BatchId
    ) -> Sequence[BatchItem]:
        await self.get(principal, session_id, batch_id)
        return await self._batches.items(session_id, batch_id)

    async def cancel(self, principal: Principal, session_id: SessionId, batch_id: BatchId) -> Batch:
        self._find(principal, session_id, Role.OPERATOR)
        batch = await self.get(principal, session_id, batch_id)
        now = self._parts.clock.now()
        item = await self._batches.next_item(session_id, batch_id)
        under_way = int(item is not None and item.state is ItemState.SENDING)
        ended = after_end(batch, BatchState.CANCELLED, at=now, under_way=under_way)
        event = self._parts.events.batch_completed(ended)
        events = await self._parts.publisher.prepare(event)
        if not await self._batches.cancel(session_id, batch_id, at=now, events=events):
            standing = await self.get(principal, session_id, batch_id)
            raise BatchFinishedError(batch_id, status=standing.state.value)
        cancelled = await self._after_the_one_under_way(principal, session_id, batch_id)
        self._files.forget(job_of(cancelled))
        return cancelled

    async def _after_the_one_under_way(
        self, principal: Principal, session_id: SessionId, batch_id: BatchId
    ) -> Batch:
        deadline = self._parts.clock.monotonic() + _PATIENCE_S
        while True:
            batch = await self.get(principal, session_id, batch_id)
            if not batch.progress.pending or self._parts.clock.monotonic() >= deadline:
                return batch
            await self._parts.clock.sleep(_POLL_S)

    def _find(self, principal: Principal, session_id: SessionId, role: Role) -> SessionControl:
        require(principal, role)
        return self._table.find(principal, session_id)

    async def _stored(
        self, control: SessionControl, new: NewBatch, messages: Sequence[OutboundMessage]
    ) -> Batch:
        now = self._parts.clock.now()
        batch = Batch(
            id=new.id or new_batch_id(self._parts.clock),
            session_id=control.live.id,
            state=BatchState.PROCESSING,
            options=new.options,
            progress=BatchProgress(total=len(messages), pending=len(messages)),
            created_at=now,
            due_at=now,
        )
        attempt = current_attempt()
        claim = None if attempt is None else attempt.claim_for(batch.id)
        await self._batches.add(batch, messages, claim)
        return batch

    async def _wake(self, batch: Batch) -> None:
        """The batch is on record: without a queue the sweeper finds it."""
        try:
            await self._queue.submit(job_of(batch))
        except ServiceUnavailableError as error:
            self._parts.log.warning("queue is away", batch=job_of(batch), error=str(error))


def _accepted(batch: Batch) -> AcceptedBatch:
    options = batch.options
    each_s = options.delay_ms / 1000 + (_RANDOM_S if options.randomize_delay else 0.0)
    whole = timedelta(seconds=batch.progress.total * each_s)
    return AcceptedBatch(batch=batch, estimated_completion=batch.created_at + whole)
