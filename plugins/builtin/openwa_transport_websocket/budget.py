"""How often something may happen in a minute."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.context import Clock

__all__ = ["Budget"]

_WINDOW_S: Final = 60.0


class Budget:
    """One window of a minute after the other."""

    def __init__(self, limit: int, clock: Clock) -> None:
        self._limit = limit
        self._clock = clock
        self._began_at = clock.monotonic()
        self._count = 0

    def spend(self) -> bool:
        """Count one; whether it was within the limit."""
        now = self._clock.monotonic()
        if now - self._began_at >= _WINDOW_S:
            self._began_at, self._count = now, 0
        self._count += 1
        return self._count <= self._limit

    @property
    def left_s(self) -> float:
        """Until the next window."""
        return max(0.0, _WINDOW_S - (self._clock.monotonic() - self._began_at))
