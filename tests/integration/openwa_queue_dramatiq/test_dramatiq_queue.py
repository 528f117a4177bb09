"""Wake-ups through a real Redis."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
import redis
from pydantic import ValidationError

from openwa_core.clock import SystemClock
from openwa_core.testing.contracts.queue import QueueContract
from openwa_core.testing.fakes.context import FakeContext
from openwa_hookspecs.context import Clock
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.service import HealthStatus
from openwa_queue_dramatiq.config import DramatiqConfig
from openwa_queue_dramatiq.queue import DramatiqQueue
from tests.support.served import free_port
from tests.support.waiting import until


@dataclass(kw_only=True)
class RealTime(FakeContext):
    """A context whose waits are waits."""

    clock: Clock = field(default_factory=SystemClock)  # type: ignore[assignment]


def a_queue(url: str) -> DramatiqQueue:
    return DramatiqQueue(DramatiqConfig.model_validate({"broker": url, "threads": 4}), RealTime())


class TestDramatiqQueue(QueueContract):
    @pytest.fixture
    def queue(self, redis_url: str) -> DramatiqQueue:
        with redis.Redis.from_url(redis_url) as client:
            for key in client.scan_iter("openwa:*"):
                client.delete(key)
        return a_queue(redis_url)


async def test_redis_carries_the_job_and_nothing_else(redis_url: str) -> None:
    queue = a_queue(redis_url)
    queue.bind(_never)
    await queue.start()
    await queue.submit("sess_1/batch_1", delay_s=60.0)
    with redis.Redis.from_url(redis_url) as client:
        kept = b"".join(value for name in client.scan_iter("openwa:*.msgs") for value in client.hvals(name))
        await queue.stop()
        assert b'"args":["sess_1/batch_1"]' in kept
        client.flushdb()


async def test_what_redis_forgot_can_be_submitted_again(redis_url: str) -> None:
    woken = asyncio.Event()

    async def run_next(job: str) -> float | None:
        woken.set()
        return None

    queue = a_queue(redis_url)
    queue.bind(run_next)
    await queue.start()
    await queue.submit("a/b", delay_s=60.0)
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    await queue.submit("a/b")
    async with asyncio.timeout(10):
        await woken.wait()
    await queue.stop()


async def test_redis_that_is_away_is_told_and_waited_for() -> None:
    queue = a_queue(f"redis://127.0.0.1:{free_port()}/0")
    queue.bind(_never)
    await queue.start()
    with pytest.raises(ServiceUnavailableError, match="Redis"):
        await queue.submit("a/b")
    health = await queue.health()
    assert (health.status, "error" in health.details) == (HealthStatus.DEGRADED, True)
    await queue.stop()


async def test_step_that_fails_is_a_dead_letter_in_health(redis_url: str) -> None:
    async def run_next(job: str) -> float | None:
        raise RuntimeError("a fault")

    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    queue = a_queue(redis_url)
    queue.bind(run_next)
    await queue.start()
    await queue.submit("a/b")

    async def dead() -> bool:
        return (await queue.health()).details.get("deadLetters") == 1

    await until(dead)
    await queue.stop()


@pytest.mark.parametrize("section", [{"broker": "http://x"}, {"threads": 0}, {"queue": "a b"}, {"nope": 1}])
def test_faulty_section_is_refused(section: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        DramatiqConfig.model_validate(section)


async def _never(job: str) -> float | None:
    raise AssertionError(job)
