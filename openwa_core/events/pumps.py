"""All sinks of the YAML: each fed by a pump of its own, and the end of the log that none of them needs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from openwa_core.events.pump import SinkPump
from openwa_core.tasks import TaskSupervisor
from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.storage import Storage

__all__ = ["LogSettings", "Pumps"]

_PRUNE_EVERY_S: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """How long the log is kept, and where sinks that are new begin."""

    max_age_s: float
    max_count: int
    starts: Mapping[str, datetime | str]
    """By the name of each sink of the YAML, those that could not be used too."""


@dataclass(kw_only=True)
class Pumps:
    """Runs the pumps and prunes the log."""

    storage: Storage
    settings: LogSettings
    clock: Clock
    log: Log
    _pumps: dict[str, SinkPump] = field(default_factory=dict, init=False)

    def add(self, pump: SinkPump) -> None:
        """Feed this sink, too."""
        self._pumps[pump.name] = pump

    def leave_out(self, name: str) -> None:
        """Feed it no more; its place in the log stays."""
        self._pumps.pop(name, None)

    def wake(self, _events: Sequence[Event]) -> None:
        """The storage's commit listener."""
        for pump in self._pumps.values():
            pump.wake()

    async def start(self, tasks: TaskSupervisor) -> None:
        """Give each sink its place, before anything new is logged, and begin to feed them."""
        for name, pump in self._pumps.items():
            await pump.begin(self.settings.starts[name])
            tasks.spawn(f"pump {name}", pump.run())
        tasks.spawn("pruning of the log", self._prune_for_ever())

    async def flush(self, timeout_s: float) -> None:
        """Wait until the sinks have what is in the log, at most that long: the rest comes after the next
        start."""
        try:
            async with asyncio.timeout(timeout_s):
                await asyncio.gather(*(pump.caught_up() for pump in self._pumps.values()))
        except TimeoutError:
            self.log.warning("sinks lag behind the log; they go on from there at the next start")

    async def prune(self) -> int:
        """Remove the events that are too old or too many, and that every sink of the YAML has; how many."""
        upto = await self._slowest()
        older_than = self.clock.now() - timedelta(seconds=self.settings.max_age_s)
        gone = 0
        while count := await self.storage.events.prune(
            older_than=older_than, keep=self.settings.max_count, upto=upto
        ):
            gone += count
        return gone

    async def _slowest(self) -> int:
        """The place up to which every sink has come; one that has no place yet needs nothing."""
        _, last = await self.storage.events.bounds()
        cursors = [await self.storage.sinks.cursor(name) for name in self.settings.starts]
        return min((cursor.seq for cursor in cursors if cursor is not None), default=last)

    async def _prune_for_ever(self) -> None:
        while True:
            await self.clock.sleep(_PRUNE_EVERY_S)
            try:
                if gone := await self.prune():
                    self.log.info("event log pruned", events=gone)
            except ServiceUnavailableError as error:
                self.log.warning("event log cannot be pruned now", error=error.message)
            except Exception:  # supervisor: the next time things may be in order
                self.log.exception("event log not pruned")
