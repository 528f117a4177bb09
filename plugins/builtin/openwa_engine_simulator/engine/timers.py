"""The gateway's clock as the network's timers."""

from __future__ import annotations

from collections.abc import Callable

from openwa_engine_simulator.network.timers import Timer
from openwa_hookspecs.context import Clock, Tasks

__all__ = ["ClockTimers"]


class ClockTimers:
    def __init__(self, clock: Clock, tasks: Tasks) -> None:
        self._clock = clock
        self._tasks = tasks

    def now(self) -> float:
        return self._clock.now().timestamp()

    def call_later(self, delay_s: float, action: Callable[[], None]) -> Timer:
        return self._tasks.spawn("simulator timer", self._later(delay_s, action))

    async def _later(self, delay_s: float, action: Callable[[], None]) -> None:
        await self._clock.sleep(delay_s)
        action()
