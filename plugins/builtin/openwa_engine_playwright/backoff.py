"""When to try again."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Backoff"]


class Backoff:
    """Delays with full jitter: each a random part of a bound that doubles up to the cap."""

    def __init__(self, *, first_s: float, cap_s: float, random: Callable[[], float]) -> None:
        self._first_s = first_s
        self._cap_s = cap_s
        self._random = random
        self._bound_s = first_s

    def next_delay(self) -> float:
        """How long to wait now, in seconds."""
        delay = self._random() * self._bound_s
        self._bound_s = min(self._bound_s * 2, self._cap_s)
        return delay

    def reset(self) -> None:
        """Start small again."""
        self._bound_s = self._first_s
