"""A clock that runs faster than the machine's, at a pace that can be changed."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from openwa_core.clock import SystemClock

__all__ = ["PacedClock"]

_STEP_S: Final = 0.005
"""How long a sleeper goes without noticing a change of pace."""


class PacedClock:
    """Implements `openwa_hookspecs.context.Clock`."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._start = start
        self._chance = SystemClock()
        self._pace = 1.0
        self._passed = 0.0
        self._since = time.monotonic()

    @property
    def pace(self) -> float:
        """Seconds of this clock in one of the machine's."""
        return self._pace

    @pace.setter
    def pace(self, pace: float) -> None:
        self._passed, self._since = self.monotonic(), time.monotonic()
        self._pace = pace

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return self._passed + (time.monotonic() - self._since) * self._pace

    async def sleep(self, seconds: float) -> None:
        until = self.monotonic() + seconds
        while (left := until - self.monotonic()) > 0:
            await asyncio.sleep(min(left / self._pace, _STEP_S))

    def after(self, seconds: float) -> datetime:
        return self.now() + timedelta(seconds=seconds)

    def random(self) -> float:
        return self._chance.random()

    def token(self, size: int) -> bytes:
        return self._chance.token(size)
