"""Writing down how attempts ended, many at once, until the storage has it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.webhooks import AttemptEnd
from openwa_hookspecs.storage import DeliveryRepository

__all__ = ["Recorder"]

_AT_ONCE: Final = 256
_PAUSE_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Entry:
    end: AttemptEnd
    done: Callable[[], None]


class Recorder:
    """One for all lanes. What it has not written when the gateway ends is sent again: at least once."""

    def __init__(self, deliveries: DeliveryRepository, clock: Clock, log: Log) -> None:
        self._deliveries = deliveries
        self._clock = clock
        self._log = log
        self._waiting: list[_Entry] = []
        self._arrived = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()

    def add(self, end: AttemptEnd, done: Callable[[], None]) -> None:
        """Write it soon; `done` is called when it is committed."""
        self._waiting.append(_Entry(end, done))
        self._empty.clear()
        self._arrived.set()

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                if not await self._write(self._waiting[:_AT_ONCE]):
                    await self._clock.sleep(_PAUSE_S)
            self._empty.set()

    async def flush(self) -> None:
        """Wait until everything is written."""
        await self._empty.wait()

    async def _write(self, entries: Sequence[_Entry]) -> bool:
        """Whether those at the front of what waits are dealt with; False when it is to be tried again."""
        try:
            await self._deliveries.end([entry.end for entry in entries])
        except ServiceUnavailableError as error:
            self._log.warning(
                "attempts cannot be written down now", attempts=len(entries), error=error.message
            )
            return False
        except Exception:  # supervisor: one that cannot be written must not keep the others from it
            self._log.exception("attempts cannot be written down", attempts=len(entries))
            return await self._isolate(entries)
        del self._waiting[: len(entries)]
        for entry in entries:
            entry.done()
        return True

    async def _isolate(self, entries: Sequence[_Entry]) -> bool:
        """One by one; one that the storage does not take is left under way until the next start."""
        if len(entries) > 1:
            for entry in entries:
                if not await self._write([entry]):
                    return False
            return True
        del self._waiting[0]
        return True
