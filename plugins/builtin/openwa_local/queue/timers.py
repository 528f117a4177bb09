"""Timers over the database: what they forget, the gateway's sweeper finds."""

from __future__ import annotations

import asyncio

from openwa_hookspecs.context import Context
from openwa_hookspecs.queue import RunNext
from openwa_hookspecs.service import Health
from openwa_local.queue.config import QueueConfig

__all__ = ["LocalQueue"]


class LocalQueue:
    """See `openwa_hookspecs.queue.Queue`. One task a job, for as long as the job goes on."""

    def __init__(self, config: QueueConfig, context: Context) -> None:
        self._context = context
        self.run_next: RunNext | None = None
        """Set by `bind`."""
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._stopped = False

    def bind(self, run_next: RunNext) -> None:
        self.run_next = run_next

    async def start(self) -> None:
        """Nothing to open."""

    async def stop(self) -> None:
        self._stopped = True
        jobs = list(self._jobs.values())
        for task in jobs:
            task.cancel()
        if jobs:
            await asyncio.wait(jobs)

    async def health(self) -> Health:
        return Health(details={"jobs": len(self._jobs)})

    async def submit(self, job: str, *, delay_s: float = 0.0) -> None:
        if self._stopped or job in self._jobs or self.run_next is None:
            return  # one that goes on already needs no waking
        task = self._context.tasks.spawn(f"batch {job}", self._work(job, self.run_next, delay_s))
        self._jobs[job] = task
        task.add_done_callback(lambda _: self._jobs.pop(job, None))

    async def _work(self, job: str, run_next: RunNext, delay_s: float) -> None:
        wait_s: float | None = delay_s
        while wait_s is not None:
            await self._context.clock.sleep(wait_s)
            wait_s = await run_next(job)
