"""Time as the network sees it: what the clock says, and something that happens later."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

__all__ = ["LoopTimers", "Timer", "Timers"]


class Timer(Protocol):
    def cancel(self) -> object: ...


class Timers(Protocol):
    def now(self) -> float:
        """Seconds since the epoch."""

    def call_later(self, delay_s: float, action: Callable[[], None]) -> Timer:
        """Runs `action` once, on the event loop, after the delay; never before this call returns."""


class LoopTimers:
    """The running event loop's timers and the system's clock."""

    def now(self) -> float:
        return time.time()

    def call_later(self, delay_s: float, action: Callable[[], None]) -> Timer:
        return asyncio.get_running_loop().call_later(delay_s, action)
