"""The queue of one process."""

import asyncio
from dataclasses import dataclass, field

import pytest

from openwa_core.clock import SystemClock
from openwa_core.testing.contracts.queue import QueueContract
from openwa_core.testing.fakes.context import FakeContext
from openwa_hookspecs.context import Clock
from openwa_local.queue.config import QueueConfig
from openwa_local.queue.timers import LocalQueue


@dataclass
class RealTime(FakeContext):
    """A context whose waits are waits."""

    clock: Clock = field(default_factory=SystemClock)  # type: ignore[assignment]


class TestLocalQueue(QueueContract):
    @pytest.fixture
    def queue(self) -> LocalQueue:
        return LocalQueue(QueueConfig(), RealTime())


async def test_job_that_goes_on_is_not_begun_twice() -> None:
    queue = LocalQueue(QueueConfig(), RealTime())
    going, gate = 0, asyncio.Event()

    async def run_next(job: str) -> float | None:
        nonlocal going
        going += 1
        await gate.wait()
        return None

    queue.bind(run_next)
    await queue.submit("a/b")
    await queue.submit("a/b")
    await asyncio.sleep(0.01)
    assert (going, (await queue.health()).details) == (1, {"jobs": 1})
    gate.set()
    await asyncio.sleep(0.01)
    assert (await queue.health()).details == {"jobs": 0}
    await queue.stop()
    await queue.submit("a/b")
    assert going == 1
