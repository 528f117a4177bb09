"""One step of a batch after the other: whoever wakes it, and however often, each message goes once.

A message is taken (SENDING, with its key) before it is sent under that key. What cut the step off is found
out from the send queue of record: no row there, and it was never handed over; a row, and that comes to its
end by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from openwa_core.clock import new_message_key
from openwa_core.services.batches.files import BatchFiles
from openwa_core.services.batches.jobs import job_at, job_of, place_of_job
from openwa_core.services.batches.outcome import end_of, failed, is_of_the_moment
from openwa_core.services.batches.standing import after_end, after_item
from openwa_core.services.batches.turns import Turns
from openwa_core.services.live_session import LiveSession
from openwa_core.services.messages import MessageService
from openwa_core.services.parts import ServiceParts
from openwa_core.services.session_table import SessionTable
from openwa_hookspecs.errors import ErrorCode, GatewayError, ServiceUnavailableError, SessionNotFoundError
from openwa_hookspecs.models.batches import (
    MIN_DELAY_MS,
    Batch,
    BatchItem,
    BatchState,
    ItemEnd,
    ItemState,
)
from openwa_hookspecs.models.ids import BatchId, MessageKey, SessionId
from openwa_hookspecs.models.keys import Principal, Role

__all__ = ["BatchRunner"]

_ITSELF: Final = Principal(name="bulk sending", role=Role.OPERATOR)
_POLL_S: Final = 1.0
_NOT_READY_S: Final = 5.0
_EARLY_S: Final = 0.002
"""Timers and the clock of the database need not agree to the millisecond."""
_JITTER_S: Final = 2.0


class BatchRunner:
    """Does the steps of the batches of sessions that this process owns."""

    def __init__(
        self, table: SessionTable, parts: ServiceParts, messages: MessageService, files: BatchFiles
    ) -> None:
        self._table = table
        self._parts = parts
        self._messages = messages
        self._files = files
        self._running: set[str] = set()
        given_s = parts.settings.bulk_delay_s
        self._turns = Turns(parts.clock, gap_s=MIN_DELAY_MS / 1000 if given_s is None else given_s)

    async def run_next(self, job: str) -> float | None:
        """See `openwa_hookspecs.queue.RunNext`: one step. None, too, when a step is under way or none is due:
        the sweeper finds what is due later."""
        if job in self._running:
            return None
        self._running.add(job)
        try:
            return await self._step(job)
        except ServiceUnavailableError as error:
            self._parts.log.warning("batch waits", batch=job, error=str(error))
            return _POLL_S
        finally:
            self._running.discard(job)

    async def _step(self, job: str) -> float | None:
        session_id, batch_id = place_of_job(job)
        live = self._live(session_id)
        batch = await self._parts.storage.batches.get(session_id, batch_id)
        if live is None or batch is None or batch.due_at is None:
            self._forget(session_id, batch_id)
            return None
        if not live.owned or not self._is_due(batch.due_at):
            return None
        item = await self._parts.storage.batches.next_item(session_id, batch_id)
        if item is None:
            return await self._finish(live, batch, BatchState.COMPLETED)
        if item.state is ItemState.SENDING and item.key is not None:
            return await self._resume(live, batch, item, item.key)
        return await self._begin(live, batch, item)

    def _live(self, session_id: SessionId) -> LiveSession | None:
        try:
            return self._table.find(_ITSELF, session_id).live
        except SessionNotFoundError:
            return None

    async def _begin(self, live: LiveSession, batch: Batch, item: BatchItem) -> float | None:
        if not live.is_ready:
            return await self._postpone(live, batch, _NOT_READY_S)
        if (wait_s := self._turns.wait_s(live.id, batch.id)) > 0:
            return wait_s
        key = new_message_key(self._parts.clock)
        taken = await self._parts.storage.batches.take(
            live.id, batch.id, item.position, key=key, epoch=live.record.epoch, at=self._parts.clock.now()
        )
        return await self._send(live, batch, item, key) if taken else _POLL_S

    async def _resume(
        self, live: LiveSession, batch: Batch, item: BatchItem, key: MessageKey
    ) -> float | None:
        """Go on with a message that an earlier step has taken."""
        row = await self._parts.storage.messages.outgoing(live.id, key)
        if row is None:
            if not live.is_ready or batch.state is not BatchState.PROCESSING:
                return await self._release(live, batch, item, _NOT_READY_S)
            return await self._send(live, batch, item, key)
        if (end := end_of(row)) is None:
            if live.is_ready:
                self._table.find(_ITSELF, live.id).lane.settle()
            return _POLL_S
        return await self._settle(live, batch, item, end)

    async def _send(self, live: LiveSession, batch: Batch, item: BatchItem, key: MessageKey) -> float | None:
        error: GatewayError | None = None
        try:
            async with self._files.of(job_of(batch), item.message) as message:
                sent = await self._messages.send_item(_ITSELF, live.id, message, key)
            end: ItemEnd | None = ItemEnd(state=ItemState.SENT, message_id=sent.message_id)
        except GatewayError as refused:
            error = refused
        except Exception:  # supervisor: a plugin's fault is told as the message's
            self._parts.log.exception("message of a batch failed", session=live.id, batch=batch.id)
            error = GatewayError(ErrorCode.INTERNAL_ERROR, "The message could not be sent")
        if error is not None:
            row = await self._parts.storage.messages.outgoing(live.id, key)
            if row is not None and (end := end_of(row)) is None:
                return _POLL_S  # its end is not on record yet
            if row is None:
                end = failed(error)
            if end is not None and end.state is ItemState.FAILED and is_of_the_moment(end.error_code):
                return await self._release(live, batch, item, error.retry_after_s or _NOT_READY_S)
        if end is None:
            raise AssertionError("a message without an error has an end")
        return await self._settle(live, batch, item, end)

    async def _settle(self, live: LiveSession, batch: Batch, item: BatchItem, end: ItemEnd) -> float | None:
        wait_s = self._delay(batch)
        now = self._parts.clock.now()
        before = await self._parts.storage.batches.get(live.id, batch.id) or batch
        event = self._parts.events.batch_progress(after_item(before, end), item, end)
        settled = await self._parts.storage.batches.settle(
            live.id,
            batch.id,
            item.position,
            epoch=live.record.epoch,
            end=end,
            at=now,
            due_at=self._parts.clock.after(wait_s),
            events=await self._parts.publisher.prepare(event),
        )
        self._turns.ended(live.id)
        if not settled or before.state is not BatchState.PROCESSING:
            return _POLL_S
        if batch.options.stop_on_error and end.state is not ItemState.SENT:
            return await self._finish(live, batch, BatchState.FAILED)
        if await self._parts.storage.batches.next_item(live.id, batch.id) is None:
            return await self._finish(live, batch, BatchState.COMPLETED)
        return wait_s

    async def _finish(self, live: LiveSession, batch: Batch, state: BatchState) -> float | None:
        now = self._parts.clock.now()
        standing = await self._parts.storage.batches.get(live.id, batch.id)
        if standing is not None and standing.state is BatchState.PROCESSING:
            event = self._parts.events.batch_completed(after_end(standing, state, at=now))
            await self._parts.storage.batches.finish(
                live.id,
                batch.id,
                epoch=live.record.epoch,
                state=state,
                at=now,
                events=await self._parts.publisher.prepare(event),
            )
        self._forget(live.id, batch.id)
        return None

    async def _release(self, live: LiveSession, batch: Batch, item: BatchItem, wait_s: float) -> float | None:
        await self._parts.storage.batches.release(
            live.id,
            batch.id,
            item.position,
            epoch=live.record.epoch,
            due_at=self._parts.clock.after(wait_s),
        )
        return wait_s

    async def _postpone(self, live: LiveSession, batch: Batch, wait_s: float) -> float | None:
        await self._parts.storage.batches.postpone(
            live.id, batch.id, epoch=live.record.epoch, due_at=self._parts.clock.after(wait_s)
        )
        return wait_s

    def _forget(self, session_id: SessionId, batch_id: BatchId) -> None:
        self._files.forget(job_at(session_id, batch_id))
        self._turns.forget(session_id, batch_id)

    def _is_due(self, due_at: datetime) -> bool:
        return (due_at - self._parts.clock.now()).total_seconds() <= _EARLY_S

    def _delay(self, batch: Batch) -> float:
        if self._parts.settings.bulk_delay_s is not None:
            return self._parts.settings.bulk_delay_s
        options = batch.options
        jitter = self._parts.clock.random() * _JITTER_S if options.randomize_delay else 0.0
        return options.delay_ms / 1000 + jitter
