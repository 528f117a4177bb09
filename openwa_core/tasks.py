"""Background tasks under a supervisor: none is forgotten, none fails unseen, all end at stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any, TypeVar

from openwa_hookspecs.context import Log

__all__ = ["TaskSupervisor"]

Result = TypeVar("Result")


class TaskSupervisor:
    """The tasks of one owner (a plugin, or core)."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._running: set[asyncio.Task[Any]] = set()

    def spawn(
        self, name: str, work: Coroutine[Any, Any, Result], *, of_caller: bool = False
    ) -> asyncio.Task[Result]:
        """Start `work`; a failure that nobody awaits is logged with its name.

        Its log lines carry the caller's request id only with `of_caller`: most tasks outlive the request.
        """
        task = asyncio.create_task(work, name=name, context=None if of_caller else Context())
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def drain(self, timeout_s: float) -> None:
        """Wait until all tasks have ended by themselves, at most that long."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=timeout_s)

    async def cancel(self) -> None:
        """End all tasks and wait for them."""
        running = set(self._running)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    def __len__(self) -> int:
        return len(self._running)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            self._log.error("task failed", task=task.get_name(), exc_info=error)
