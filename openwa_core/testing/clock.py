"""A clock that moves when a test says so."""

from __future__ import annotations

import asyncio
import heapq
from datetime import UTC, datetime, timedelta

__all__ = ["FrozenClock"]

_SETTLE_ROUNDS = 20
"""Turns of the loop that woken tasks get before the next sleeper is woken."""


class FrozenClock:
    """Implements `openwa_hookspecs.context.Clock`. Sleepers wake in order as `advance` passes them; chance
    and ids are a plain count."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self._start = start
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self._elapsed + seconds, self._count, woken))
        await woken

    def after(self, seconds: float) -> datetime:
        return self.now() + timedelta(seconds=seconds)

    def random(self) -> float:
        return 0.5

    def token(self, size: int) -> bytes:
        self._count += 1
        return self._count.to_bytes(8, "big").rjust(size, b"\0")[-size:]

    @property
    def sleeping(self) -> int:
        """How many tasks wait for time to pass."""
        return sum(not woken.done() for _, _, woken in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Let that much time pass; what wakes runs before the clock goes on."""
        target = self._elapsed + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= target:
            self._elapsed, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
            await self._settle()
        self._elapsed = target

    async def _settle(self) -> None:
        for _ in range(_SETTLE_ROUNDS):
            await asyncio.sleep(0)
