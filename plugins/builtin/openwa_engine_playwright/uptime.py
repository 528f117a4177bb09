"""How long a session has been connected without a break."""

from __future__ import annotations

from openwa_hookspecs.context import Clock

__all__ = ["Uptime"]


class Uptime:
    """Remembers the longest stretch: a short break at the end does not undo hours of it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: float | None = None
        self._longest_s = 0.0

    def note(self, *, is_up: bool) -> None:
        """It is up, or down, from now on."""
        self._longest_s = self.longest_s
        if not is_up:
            self._since = None
        elif self._since is None:
            self._since = self._clock.monotonic()

    @property
    def longest_s(self) -> float:
        """The longest stretch so far, the present one counted."""
        if self._since is None:
            return self._longest_s
        return max(self._longest_s, self._clock.monotonic() - self._since)
