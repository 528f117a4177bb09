"""Batches that are due and that no wake-up has come for; old ones go."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from openwa_core.services.batches.jobs import job_of
from openwa_core.services.parts import ServiceParts
from openwa_core.services.session_table import SessionTable
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.queue import Queue

__all__ = ["BatchSweeper"]

_EVERY_S: Final = 1.0
_AT_ONCE: Final = 256
_PRUNE_EVERY_S: Final = 3600.0


class BatchSweeper:
    """The database says what is due; a queue may forget."""

    def __init__(self, table: SessionTable, parts: ServiceParts, queue: Queue) -> None:
        self._table = table
        self._parts = parts
        self._queue = queue
        self._prune_at = 0.0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.sweep()
            except ServiceUnavailableError as error:
                self._parts.log.warning("batches wait for the storage or the queue", error=str(error))
            except Exception:  # supervisor: the next look may find things in order
                self._parts.log.exception("batches not looked for")
            await self._parts.clock.sleep(_EVERY_S)

    async def sweep(self) -> None:
        """Look once."""
        owned = self._table.owned()
        now = self._parts.clock.now()
        for batch in await self._parts.storage.batches.due(owned, now=now, limit=_AT_ONCE):
            await self._queue.submit(job_of(batch))
        if self._parts.clock.monotonic() >= self._prune_at:
            self._prune_at = self._parts.clock.monotonic() + _PRUNE_EVERY_S
            age = timedelta(seconds=self._parts.settings.batch_age_s)
            await self._parts.storage.batches.prune(before=now - age)
