"""One session's way out: a queue in front of the rows of record, one message at a time, in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from openwa_core.clock import new_message_key
from openwa_core.services.delivery import Delivery, unknown_outcome
from openwa_core.services.idempotency import current_attempt
from openwa_core.services.live_session import LiveSession
from openwa_core.services.parts import ServiceParts
from openwa_core.services.send_end import SendEnds, is_unknown
from openwa_core.services.send_job import SendJob
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
    OutcomeUnknownError,
    ServiceUnavailableError,
    SessionNotReadyError,
)
from openwa_hookspecs.models.ids import MessageKey, own_message_id
from openwa_hookspecs.models.messages import MessageState, OutboundMessage, OutgoingRow, SentMessage

__all__ = ["SendLane"]

_AHEAD = 64
"""Rows that are marked `sending` in one commit when the engine can look a key up after a crash; else one at a
time, so that a crash leaves at most one outcome open."""

_SWEEP_S = 1.0
_POLL_S = 0.05


class SendLane:
    """Sends of one session. What is in it goes on when its caller has gone away."""

    def __init__(self, live: LiveSession, parts: ServiceParts) -> None:
        self._live = live
        self._parts = parts
        self._delivery = Delivery(live, parts)
        self._ends = SendEnds(live, parts)
        self._waiting: deque[SendJob] = deque()
        self._in_flight: set[MessageKey] = set()
        self._shown: set[MessageKey] = set()
        """Of those in flight, the ones that WhatsApp has shown."""
        self._worker: asyncio.Task[None] | None = None
        self._unsettled = False
        self._closed = False

    async def send(self, message: OutboundMessage, key: MessageKey | None = None) -> SentMessage:
        """Queue the message, under a key that is on record elsewhere or one of its own, and wait for its end.
        Raises `ServiceUnavailableError` when too many wait."""
        if self._closed:
            raise _stopping()
        if len(self._waiting) >= self._parts.settings.send_queue_size:
            raise ServiceUnavailableError(f"Too many messages wait in session {self._live.id}")
        answer: asyncio.Future[SentMessage] = asyncio.get_running_loop().create_future()
        attempt = current_attempt() if key is None else None
        row = self._new_row(message, key or new_message_key(self._parts.clock))
        job = SendJob(row=row, answer=answer, attempt=attempt)
        self._waiting.append(job)
        self._wake()
        return await answer

    def settle(self) -> None:
        """Bring rows to their end that a crash or a lost connection left open. For a session that is
        CONNECTED."""
        self._unsettled = True
        self._wake()

    def close(self) -> None:
        """Refuse what waits; what was handed over goes on."""
        self._closed = True
        while self._waiting:
            self._waiting.popleft().end(_stopping())

    async def ended(self) -> None:
        """Wait until nothing is under way."""
        while (self._worker and not self._worker.done()) or self._in_flight:
            await self._parts.clock.sleep(_POLL_S)

    def turned_up(self, key: MessageKey) -> None:
        """WhatsApp showed a message of ours: one that was reported as unknown was sent after all."""
        if key in self._in_flight:
            self._shown.add(key)
        elif not self._ends.is_settled(key):
            self._parts.tasks.spawn(f"late end {self._live.id}", self._ends.turned_up(key))

    def _new_row(self, message: OutboundMessage, key: MessageKey) -> OutgoingRow:
        return OutgoingRow(
            session_id=self._live.id,
            key=key,
            message=message,
            message_id=own_message_id(message.chat_id, key),
            state=MessageState.SENDING,
            created_at=self._parts.clock.now(),
            epoch=self._live.record.epoch,
            attempts=1,
        )

    def _wake(self) -> None:
        if self._worker is None or self._worker.done():
            self._worker = self._parts.tasks.spawn(f"send {self._live.id}", self._work())

    async def _work(self) -> None:
        while self._unsettled or self._waiting:
            try:
                if self._unsettled:
                    self._unsettled = False
                    await self._settle_rows()
                await self._process(self._take())
            except Exception:  # supervisor: those who wait must be served
                self._parts.log.exception("sending failed", session=self._live.id)

    def _take(self) -> list[SendJob]:
        ahead = _AHEAD if Capability.LOOKUP in self._live.engine.capabilities else 1
        return [self._waiting.popleft() for _ in range(min(ahead, len(self._waiting)))]

    async def _process(self, jobs: Sequence[SendJob]) -> None:
        if not self._live.is_ready:
            for job in jobs:
                job.end(self._live.not_ready())
            return
        try:
            stored = await asyncio.gather(*(self._store(job) for job in jobs))
            for job, kept in zip(jobs, stored, strict=True):
                if kept:
                    await self._hand_over(job)
        finally:
            for job in jobs:
                if job.row.key not in self._in_flight:  # broken off: the next start settles the row
                    job.end_unknown()

    async def _store(self, job: SendJob) -> bool:
        try:
            stored = await self._parts.storage.messages.add_outgoing(job.row, (), job.claim())
        except GatewayError as error:
            job.end(error)
        except Exception:  # supervisor: the others must be stored
            self._parts.log.exception("message not stored", session=self._live.id, key=job.row.key)
            job.end(GatewayError(ErrorCode.INTERNAL_ERROR, "The message could not be stored"))
        else:
            if not stored:
                moved = f"Session {self._live.id} has moved to another gateway"
                job.end(ServiceUnavailableError(moved))
            return stored
        return False

    async def _hand_over(self, job: SendJob) -> None:
        self._in_flight.add(job.row.key)
        try:
            outcome = await self._outcome(job)
        except BaseException:
            self._forget(job)
            raise
        if outcome is None:
            self._forget(job)
        else:
            self._parts.tasks.spawn(f"end {self._live.id}", self._end(job, outcome))

    async def _outcome(self, job: SendJob) -> SentMessage | GatewayError | None:
        """None: nobody waits for it; the next connection settles it, or the storage's return."""
        try:
            return await self._delivery.deliver(job.row, handed_over=job.handed_over)
        except ServiceUnavailableError as error:
            if job.answer is not None:
                return error
            self._settle_after_a_while()
            return None
        except SessionNotReadyError as error:
            return error if job.answer else None
        except OutcomeUnknownError:
            return unknown_outcome(job.row) if job.answer else None
        except GatewayError as error:
            return error

    async def _end(self, job: SendJob, outcome: SentMessage | GatewayError) -> None:
        """Put the end on record and tell the caller; an end that is not on record is told as unknown."""
        try:
            if isinstance(outcome, GatewayError) and is_unknown(outcome) and job.row.key in self._shown:
                outcome = self._ends.shown(job.row)
            if isinstance(outcome, GatewayError):
                written = await self._ends.failed(job.row, outcome, job.end_unknown)
            else:
                written = await self._ends.sent(job.row, outcome, job.end_unknown)
            if written:
                job.end(outcome)
        finally:
            job.end_unknown()
            self._forget(job)

    def _forget(self, job: SendJob) -> None:
        self._in_flight.discard(job.row.key)
        self._shown.discard(job.row.key)

    async def _settle_rows(self) -> None:
        try:
            rows = await self._parts.storage.messages.unsettled(self._live.id)
            for row in rows:
                if row.key not in self._in_flight:
                    await self._settle_row(row)
        except ServiceUnavailableError as error:
            self._parts.log.warning(
                "open sends wait for the storage", session=self._live.id, error=str(error)
            )
            self._settle_after_a_while()

    def _settle_after_a_while(self) -> None:
        self._parts.tasks.spawn(f"settle {self._live.id}", self._settle_later())

    async def _settle_later(self) -> None:
        await self._parts.clock.sleep(_SWEEP_S)
        if self._live.is_ready:
            self.settle()

    async def _settle_row(self, row: OutgoingRow) -> None:
        handed_over = row.state is MessageState.SENDING
        epoch = self._live.record.epoch
        if await self._parts.storage.messages.claim_outgoing(self._live.id, row.key, epoch=epoch):
            await self._hand_over(SendJob(row=row, handed_over=handed_over))


def _stopping() -> ServiceUnavailableError:
    return ServiceUnavailableError("The gateway is stopping")
