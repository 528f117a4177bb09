"""What every queue keeps to.

class TestMyQueue(QueueContract):
    @pytest.fixture
    def queue(self) -> Queue:
        ...  # built with a context, bound to nothing and not started
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import pytest

from openwa_hookspecs.queue import Queue
from openwa_hookspecs.service import HealthStatus

__all__ = ["QueueContract"]

_JOB: Final = "sess_contract/batch_1"
_PATIENCE_S: Final = 20.0
_LATE_S: Final = 0.3
"""What a machine that is busy may add to a delay before a test calls it early or late."""


@dataclass
class _Steps:
    """What `run_next` is asked, and what it answers: so many steps a job, with this delay between."""

    steps: int = 3
    delay_s: float = 0.0
    done: Counter[str] = field(default_factory=Counter)
    moments: list[float] = field(default_factory=list)
    stepped: asyncio.Event = field(default_factory=asyncio.Event)
    fault: Callable[[str], None] | None = None
    """Raises for a job, if it likes."""

    async def run_next(self, job: str) -> float | None:
        self.moments.append(asyncio.get_running_loop().time())
        if self.fault is not None:
            self.fault(job)
        await asyncio.sleep(0)
        self.done[job] += 1
        self.stepped.set()
        return self.delay_s if self.done[job] < self.steps else None

    async def until(self, job: str, count: int) -> None:
        async with asyncio.timeout(_PATIENCE_S):
            while self.done[job] < count:
                self.stepped.clear()
                await self.stepped.wait()


@asynccontextmanager
async def _running(queue: Queue, steps: _Steps) -> AsyncIterator[None]:
    queue.bind(steps.run_next)
    await queue.start()
    try:
        yield
    finally:
        await queue.stop()


class QueueContract:
    """Subclass, and override `queue`."""

    @pytest.fixture
    def queue(self) -> Queue:
        raise NotImplementedError("override `queue` with a queue that is not started")

    async def test_job_goes_on_until_nothing_is_to_be_done(self, queue: Queue) -> None:
        steps = _Steps()
        async with _running(queue, steps):
            await queue.submit(_JOB)
            await steps.until(_JOB, 3)
            await asyncio.sleep(0.1)
        assert steps.done == {_JOB: 3}

    async def test_delays_are_kept(self, queue: Queue) -> None:
        steps = _Steps(steps=2, delay_s=0.2)
        async with _running(queue, steps):
            begun = asyncio.get_running_loop().time()
            await queue.submit(_JOB, delay_s=0.2)
            await steps.until(_JOB, 2)
        first, second = steps.moments
        assert first - begun >= 0.2 - 0.01
        assert second - first >= 0.2 - 0.01
        assert second - begun <= 0.4 + 2 * _LATE_S + 1.0

    async def test_jobs_do_not_wait_for_each_other(self, queue: Queue) -> None:
        steps = _Steps(steps=2, delay_s=0.3)
        jobs = [f"sess_contract/batch_{number}" for number in range(10)]
        async with _running(queue, steps):
            begun = asyncio.get_running_loop().time()
            for job in jobs:
                await queue.submit(job)
            for job in jobs:
                await steps.until(job, 2)
            took = asyncio.get_running_loop().time() - begun
        assert took < 10 * 0.3

    async def test_job_may_be_submitted_as_often_as_one_likes(self, queue: Queue) -> None:
        steps = _Steps(steps=5, delay_s=0.01)
        async with _running(queue, steps):
            for _ in range(20):
                await queue.submit(_JOB)
            await steps.until(_JOB, 5)
        assert steps.done[_JOB] >= 5

    async def test_job_that_has_ended_can_come_again(self, queue: Queue) -> None:
        steps = _Steps(steps=1)
        async with _running(queue, steps):
            for count in (1, 2, 3):
                await asyncio.sleep(0.05)
                await queue.submit(_JOB)
                await steps.until(_JOB, count)

    async def test_step_that_fails_takes_no_other_job_with_it(self, queue: Queue) -> None:
        def fault(job: str) -> None:
            if job == "broken/job":
                raise RuntimeError("a fault of the gateway's own")

        steps = _Steps(fault=fault)
        async with _running(queue, steps):
            await queue.submit("broken/job")
            await queue.submit(_JOB)
            await steps.until(_JOB, 3)
            assert (await queue.health()).status is not HealthStatus.FAILED
            steps.fault = None
            await asyncio.sleep(0.05)
            await queue.submit("broken/job")
            await steps.until("broken/job", 1)

    async def test_stopped_queue_wakes_nobody(self, queue: Queue) -> None:
        steps = _Steps(steps=100, delay_s=0.02)
        async with _running(queue, steps):
            await queue.submit(_JOB)
            await steps.until(_JOB, 2)
        done = steps.done[_JOB]
        await asyncio.sleep(0.2)
        assert steps.done[_JOB] == done
        await queue.stop()

    async def test_health_tells_something(self, queue: Queue) -> None:
        async with _running(queue, _Steps()):
            health = await queue.health()
        assert health.status is HealthStatus.OK
        assert health.details
