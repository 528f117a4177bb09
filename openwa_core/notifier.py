"""Notify hooks off the caller's path: each plugin has a bounded queue and one task that empties it."""

from __future__ import annotations

import asyncio

from openwa_core.hooks import BoundHook, HookRegistry
from openwa_core.tasks import TaskSupervisor
from openwa_hookspecs.context import Log

__all__ = ["Notifier"]

_QUEUE_SIZE = 1000


class Notifier:
    """Tells plugins what happened. A plugin that is slower than the news misses some, and the log says so."""

    def __init__(
        self, hooks: HookRegistry, tasks: TaskSupervisor, log: Log, *, timeout_s: float = 5.0
    ) -> None:
        self._hooks = hooks
        self._tasks = tasks
        self._log = log
        self._timeout_s = timeout_s
        self._queues: dict[str, asyncio.Queue[tuple[BoundHook, dict[str, object]]]] = {}
        self._behind: set[str] = set()

    def post(self, hook: str, **arguments: object) -> None:
        """Tell all implementations soon; returns at once."""
        for bound in self._hooks.implementations(hook):
            try:
                self._queue_of(bound.plugin).put_nowait((bound, arguments))
            except asyncio.QueueFull:
                self._missed(bound.plugin)

    def _queue_of(self, plugin: str) -> asyncio.Queue[tuple[BoundHook, dict[str, object]]]:
        queue = self._queues.get(plugin)
        if queue is None:
            queue = self._queues[plugin] = asyncio.Queue(_QUEUE_SIZE)
            self._tasks.spawn(f"notify {plugin}", self._deliver(plugin, queue))
        return queue

    async def _deliver(self, plugin: str, queue: asyncio.Queue[tuple[BoundHook, dict[str, object]]]) -> None:
        while True:
            bound, arguments = await queue.get()
            try:
                async with asyncio.timeout(self._timeout_s):
                    await bound(arguments)
            except Exception as error:  # supervisor: a plugin's failure is its own
                self._hooks.on_failure(plugin, bound.function.__name__, error)
            if queue.empty():
                self._behind.discard(plugin)

    def _missed(self, plugin: str) -> None:
        if plugin not in self._behind:
            self._behind.add(plugin)
            self._log.warning("plugin is slower than its notifications; some are dropped", plugin=plugin)
