"""The group-commit writer: what waits is written in one transaction and committed once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.storage import CommitListener
from openwa_storage_tortoise.database import CommitOutcomeUnknownError, Database
from openwa_storage_tortoise.group import GroupOutcome, run_group
from openwa_storage_tortoise.units import Change, GuardedWrite, Unit

__all__ = ["GroupWriter"]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Waiting:
    unit: Unit[Any]
    done: asyncio.Future[Any]


class GroupWriter:
    """Takes units from any task; one task of its own writes them, in groups, in the order of their arrival.

    A caller that is cancelled leaves its unit behind: it is written as a whole, or not at all.
    """

    def __init__(
        self, database: Database, *, clock: Clock, log: Log, group_size: int, queue_size: int
    ) -> None:
        self._database = database
        self._clock = clock
        self._log = log
        self._group_size = group_size
        self._queue_size = queue_size
        self._queue: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._closed = False
        self._listeners: list[CommitListener] = []
        self.last_commit_s: float | None = None
        self.refusal: str | None = None
        """Why the last group was not written; None when it was."""

    @property
    def depth(self) -> int:
        """How many units wait."""
        return len(self._queue)

    def listen(self, listener: CommitListener) -> None:
        """Tell `listener` of the events of each commit, before the callers go on."""
        self._listeners.append(listener)

    @overload
    async def write(self, unit: Change[Result]) -> Result: ...
    @overload
    async def write(self, unit: GuardedWrite) -> bool: ...
    async def write(self, unit: Unit[Any]) -> Any:
        """The unit's result, once it is committed. Raises `ServiceUnavailableError`."""
        if self._closed:
            raise ServiceUnavailableError("The storage is stopped")
        if len(self._queue) >= self._queue_size:
            raise ServiceUnavailableError("Too many writes wait for the database")
        waiting = _Waiting(unit, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._arrived.set()
        return await waiting.done

    async def run(self) -> None:
        """Write until closed and empty."""
        try:
            while not self._closed or self._queue:
                await self._arrived.wait()
                self._arrived.clear()
                while self._queue:
                    await self._finish(self._next_group())
        finally:
            self._refuse_rest()

    def close(self) -> None:
        """Take no more; what waits is still written."""
        self._closed = True
        self._arrived.set()

    def _next_group(self) -> Sequence[_Waiting]:
        size = min(self._group_size, len(self._queue))
        return [self._queue.popleft() for _ in range(size)]

    async def _finish(self, group: Sequence[_Waiting]) -> None:
        """Write the group, and leave no caller waiting when that is cut short."""
        try:
            await self._write(group)
        except asyncio.CancelledError:
            _fail(group, CommitOutcomeUnknownError())
            raise

    async def _write(self, group: Sequence[_Waiting]) -> None:
        """Write the group; one that the database refuses is halved until the faulty unit stands alone."""
        units = [waiting.unit for waiting in group]
        started = self._clock.monotonic()
        try:
            outcome = await self._database.transact(lambda: run_group(units))
        except ServiceUnavailableError as error:
            self.refusal = error.message
            self._log.warning("writes refused", reason=error.message, units=len(group))
            _fail(group, error)
        except Exception as error:
            await self._isolate(group, error)
        else:
            self.last_commit_s = self._clock.monotonic() - started
            self.refusal = None
            self._publish(outcome.events)
            _resolve(group, outcome)

    async def _isolate(self, group: Sequence[_Waiting], error: Exception) -> None:
        if len(group) == 1:
            _fail(group, error)
            return
        half = len(group) // 2
        await self._write(group[:half])
        await self._write(group[half:])

    def _publish(self, events: Sequence[Event]) -> None:
        if not events:
            return
        for listener in self._listeners:
            try:
                listener(events)
            except Exception:
                self._log.exception("a listener failed")

    def _refuse_rest(self) -> None:
        self._closed = True
        _fail(self._queue, ServiceUnavailableError("The storage is stopped"))
        self._queue.clear()


def _resolve(group: Sequence[_Waiting], outcome: GroupOutcome) -> None:
    for waiting, result in zip(group, outcome.results, strict=True):
        if not waiting.done.done():
            waiting.done.set_result(result)


def _fail(group: Iterable[_Waiting], error: Exception) -> None:
    for waiting in group:
        if not waiting.done.done():
            waiting.done.set_exception(error)
