"""How many wrong keys an address has shown: counted before the database is asked."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from openwa_auth_apikey.address import who_tries
from openwa_hookspecs.context import Clock
from openwa_hookspecs.errors import RateLimitedError

__all__ = ["FailedAttempts"]

_WINDOW_S: Final = 60.0


@dataclass
class _Window:
    started_at: float
    count: int = 0


class FailedAttempts:
    """A bounded table of one-minute windows; the address that began longest ago makes room."""

    def __init__(self, *, limit: int, capacity: int, clock: Clock) -> None:
        self._limit = limit
        self._capacity = capacity
        self._clock = clock
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    def __len__(self) -> int:
        return len(self._windows)

    def spend(self, address: str) -> None:
        """Count an attempt. Raises `RateLimitedError` when there were too many in this minute."""
        window = self._window(who_tries(address))
        if window.count >= self._limit:
            left = _WINDOW_S - (self._clock.monotonic() - window.started_at)
            raise RateLimitedError("Too many wrong API keys from this address", retry_after_s=left)
        window.count += 1

    def refund(self, address: str) -> None:
        """The attempt was none: the key was good."""
        window = self._windows.get(who_tries(address))
        if window is not None and window.count > 0:
            window.count -= 1

    def _window(self, caller: str) -> _Window:
        now = self._clock.monotonic()
        window = self._windows.get(caller)
        if window is None or now - window.started_at >= _WINDOW_S:
            self._windows.pop(caller, None)
            window = self._windows[caller] = _Window(now)
            if len(self._windows) > self._capacity:
                self._windows.popitem(last=False)
        return window
