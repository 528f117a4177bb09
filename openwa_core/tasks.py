"""Background tasks under a supervisor: none is forgotten, none fails unseen, all end at stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any, TypeVar

from openwa_hookspecs.context import Log
from openwa_hookspecs.errors import GatewayError

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
        """Start `work`; its failure is logged with its name.

        With `of_caller` it is done for a caller who awaits it: its log lines carry his request id, and a
        `GatewayError` is his answer, not a failure. Most tasks outlive the request.
        """
        task = asyncio.create_task(work, name=name, context=None if of_caller else Context())
        self._running.add(task)
        task.add_done_callback(self._answered if of_caller else self._ended)
        return task

    async def cancel(self, timeout_s: float = 10.0) -> None:
        """End all tasks, those too that they start meanwhile, and wait for them at most that long."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while self._running and loop.time() < deadline:
            for task in self._running:
                task.cancel()
            await asyncio.wait(set(self._running), timeout=deadline - loop.time())
        for task in self._running:
            self._log.error("task does not end", task=task.get_name())

    def __len__(self) -> int:
        return len(self._running)

    def _answered(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled() or not isinstance(task.exception(), GatewayError):
            self._ended(task)
        else:
            self._running.discard(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            self._log.error("task failed", task=task.get_name(), exc_info=error)
