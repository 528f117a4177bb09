"""Feeding one sink from the log: at least once, in order, whatever happens to either of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from openwa_core.redaction import mask_text
from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.errors import JsonValue, ServiceUnavailableError
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.models.sinks import DeadLetter
from openwa_hookspecs.service import Health, HealthStatus
from openwa_hookspecs.sink import EventRejectedError, Sink
from openwa_hookspecs.storage import Storage

__all__ = ["SinkPump"]

_BATCH: Final = 512
_DELIVER_TIMEOUT_S: Final = 60.0
_POLL_S: Final = 1.0
"""How long a cursor that another process has set back (`openwa events replay`) goes unseen."""

_FIRST_BACKOFF_S: Final = 0.5
_LONGEST_BACKOFF_S: Final = 60.0
_LAG_S: Final = 60.0
"""With an event unsent for longer than that, health is degraded."""

_EVERYTHING: Final = EventFilter()


class _TooSlowError(Exception):
    """The sink did not end in time."""


@dataclass
class _Standing:
    """How it goes, for health."""

    cursor: int = 0
    failures: int = 0
    """In a row."""
    error: str | None = None
    failed_at: datetime | None = None


@dataclass(kw_only=True)
class SinkPump:
    """One sink's reader of the log."""

    name: str
    sink: Sink
    storage: Storage
    clock: Clock
    log: Log
    _woken: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _idle: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _standing: _Standing = field(default_factory=_Standing, init=False)

    async def begin(self, start: datetime | str) -> None:
        """Take up the cursor; a sink that the storage does not know begins at `start`: `now`, `beginning`, or
        with the first event since a moment."""
        known = await self.storage.sinks.cursor(self.name)
        if known is None:
            at = self.clock.now()
            known = await self.storage.sinks.begin(self.name, seq=await self._place(start), at=at)
        self._standing.cursor = known.seq

    def wake(self) -> None:
        """Something was committed."""
        self._idle.clear()
        self._woken.set()

    async def run(self) -> None:
        """Feed the sink until cancelled."""
        while True:
            self._woken.clear()
            try:
                went_on = await self._step()
            except ServiceUnavailableError as error:  # of the storage: no fault of the sink's
                self.log.debug("the log cannot be read now", sink=self.name, error=error.message)
                went_on = False
            except Exception as error:  # supervisor: a pump that ends would feed its sink no more
                self.log.exception("pump failed", sink=self.name)
                await self._failed(_told(error))
                went_on = False
            if not went_on:
                await self._rest()

    async def caught_up(self) -> None:
        """Wait until the sink has all that was committed."""
        await self._idle.wait()

    async def health(self) -> Health:
        """Where the sink stands; DEGRADED while it fails or lags."""
        standing = self._standing
        own = await self.sink.health()
        _, last = await self.storage.events.bounds()
        oldest = await self.storage.events.oldest_after(standing.cursor)
        waiting_s = 0.0 if oldest is None else max(0.0, (self.clock.now() - oldest).total_seconds())
        details: dict[str, JsonValue] = {
            "cursor": standing.cursor,
            "lagEvents": max(0, last - standing.cursor),
            "lagSeconds": round(waiting_s, 3),
        }
        if oldest is not None:
            details["oldestUnsent"] = timestamp(oldest)
        if standing.error is not None and standing.failed_at is not None:
            details |= {"lastError": standing.error, "lastErrorAt": timestamp(standing.failed_at)}
        letters = await self.storage.sinks.dead_letters(self.name, number=1, limit=1)
        details |= {"failuresInARow": standing.failures, "deadLetters": letters.total}
        amiss = standing.failures > 0 or waiting_s > _LAG_S
        status = HealthStatus.DEGRADED if amiss and own.status is HealthStatus.OK else own.status
        return Health(status=status, details=details | dict(own.details))

    async def _place(self, start: datetime | str) -> int:
        if isinstance(start, datetime):
            return await self.storage.events.before(start)
        return 0 if start == "beginning" else (await self.storage.events.bounds())[1]

    async def _step(self) -> bool:
        """Settle the next stretch of the log; False when there is none, or it is to be tried later."""
        events = await self._next_events()
        if not events:
            if not self._woken.is_set():  # else something was committed while we looked
                self._idle.set()
            return False
        return await self._settle(events)

    async def _next_events(self) -> Sequence[Event]:
        known = await self.storage.sinks.cursor(self.name)
        if known is not None:
            self._standing.cursor = known.seq
        after = self._standing.cursor
        return await self.storage.events.read(after=after, wanted=_EVERYTHING, limit=_BATCH)

    async def _settle(self, events: Sequence[Event]) -> bool:
        """Whether the sink took them all, or refused some for good."""
        try:
            await self._deliver(events)
        except EventRejectedError as error:
            return await self._settle_singly(events, error)
        except ServiceUnavailableError:
            raise
        except Exception as error:  # supervisor: a stranger's sink must not stop the pump
            await self._failed(_told(error))
            return False
        self._standing.failures = 0
        return await self._move(events[-1].seq)

    async def _settle_singly(self, events: Sequence[Event], error: EventRejectedError) -> bool:
        if len(events) > 1:
            for event in events:
                if not await self._settle([event]):
                    return False
            return True
        (event,) = events
        self._standing.failures = 0
        reason = mask_text(str(error) or type(error).__name__)
        self.log.warning("event refused by a sink", sink=self.name, event_id=event.id, reason=reason)
        letter = DeadLetter(sink=self.name, event=event, error=reason, at=self.clock.now())
        return await self._move(event.seq, [letter])

    async def _deliver(self, events: Sequence[Event]) -> None:
        try:
            async with asyncio.timeout(_DELIVER_TIMEOUT_S) as limit:
                await self.sink.deliver(events)
        except TimeoutError as error:
            if limit.expired():
                raise _TooSlowError(f"took no events within {_DELIVER_TIMEOUT_S:g} s") from error
            raise

    async def _move(self, to: int, dead: Sequence[DeadLetter] = ()) -> bool:
        moved = await self.storage.sinks.move(
            self.name, expected=self._standing.cursor, to=to, at=self.clock.now(), dead=dead
        )
        if moved:
            self._standing.cursor = to
        return moved

    async def _failed(self, reason: str) -> None:
        """Note it, and wait before the next try."""
        standing = self._standing
        standing.failures += 1
        standing.failed_at = self.clock.now()
        standing.error = reason
        self.log.warning("sink failed", sink=self.name, failures=standing.failures, error=standing.error)
        longest = min(_LONGEST_BACKOFF_S, _FIRST_BACKOFF_S * 2.0 ** min(standing.failures, 20))
        await self.clock.sleep(longest * (0.5 + self.clock.random() / 2))

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(_POLL_S):
                await self._woken.wait()
        except TimeoutError:
            return


def _told(error: Exception) -> str:
    """For health and log: what a stranger's exception says, without secrets."""
    if isinstance(error, _TooSlowError):
        return str(error)
    return mask_text(f"{type(error).__name__}: {error}")
