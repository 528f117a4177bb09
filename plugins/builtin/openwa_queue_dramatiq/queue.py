"""The queue on the gateway's side."""

from __future__ import annotations

import asyncio
import importlib.util
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Final

from openwa_hookspecs.context import Context
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.queue import RunNext
from openwa_hookspecs.service import Health, HealthStatus
from openwa_queue_dramatiq.config import DramatiqConfig

if TYPE_CHECKING:
    from openwa_queue_dramatiq.workshop import Workshop

__all__ = ["DramatiqQueue"]

_HEALTH_S: Final = 1.0


class DramatiqQueue:
    """See `openwa_hookspecs.queue.Queue`. Dramatiq's threads ask the gateway's loop to do the steps; Redis
    holds nothing that the database does not know better."""

    def __init__(self, config: DramatiqConfig, context: Context) -> None:
        if importlib.util.find_spec("dramatiq") is None:
            raise ValueError("this queue needs Dramatiq: pip install 'openwa-gateway[dramatiq]'")
        self._config = config
        self._context = context
        self._run_next: RunNext | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._workshop: Workshop | None = None
        self._under_way: set[Future[float | None]] = set()

    def bind(self, run_next: RunNext) -> None:
        self._run_next = run_next

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._workshop = await asyncio.to_thread(self._opened)

    async def stop(self) -> None:
        workshop, self._workshop = self._workshop, None
        if workshop is None:
            return
        for step in list(self._under_way):
            step.cancel()
        await asyncio.to_thread(workshop.close)

    async def health(self) -> Health:
        if (workshop := self._workshop) is None:
            return Health(status=HealthStatus.FAILED, details={"error": "not started"})
        try:
            async with asyncio.timeout(_HEALTH_S):
                counts = await asyncio.to_thread(workshop.counts)
        except TimeoutError:
            return Health(status=HealthStatus.DEGRADED, details={"error": "Redis does not answer"})
        except Exception as error:  # supervisor: whatever Redis says, health has to tell it
            return Health(status=HealthStatus.DEGRADED, details={"error": str(error)})
        return Health(details={**counts})

    async def submit(self, job: str, *, delay_s: float = 0.0) -> None:
        if (workshop := self._workshop) is None:
            raise ServiceUnavailableError("The queue is not running")
        await self._send(workshop, job, delay_s)

    async def _send(self, workshop: Workshop, job: str, delay_s: float) -> None:
        clock = self._context.clock
        wait_s = (clock.after(delay_s) - clock.now()).total_seconds()
        try:
            await asyncio.to_thread(workshop.send, job, round(wait_s * 1000))
        except Exception as error:
            raise ServiceUnavailableError(f"Redis does not take a wake-up: {error}") from error

    def _opened(self) -> Workshop:
        from openwa_queue_dramatiq.workshop import Workshop  # noqa: PLC0415 - loads Dramatiq

        workshop = Workshop(self._config, self._step)
        workshop.open()
        return workshop

    def _step(self, job: str) -> None:
        """In a thread of Dramatiq's, until the step has been done."""
        if self._loop is None or self._workshop is None:
            return  # it comes again after the next start
        step = asyncio.run_coroutine_threadsafe(self._done(job), self._loop)
        self._under_way.add(step)
        try:
            step.result()
        except CancelledError:
            return
        finally:
            self._under_way.discard(step)

    async def _done(self, job: str) -> float | None:
        if self._run_next is None or (workshop := self._workshop) is None:
            return None
        delay_s = await self._run_next(job)
        if delay_s is not None:
            try:
                await self._send(workshop, job, delay_s)
            except ServiceUnavailableError as error:
                self._context.log.warning("wake-up lost", job=job, error=error.message)
        return delay_s
