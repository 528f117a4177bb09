"""The queue role: what wakes the gateway up for the next step of a batch. It carries ids, never messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias, runtime_checkable

from openwa_hookspecs.service import Service

__all__ = ["Queue", "RunNext"]

RunNext: TypeAlias = Callable[[str], Awaitable[float | None]]
"""Do one step of the job; the answer is the delay in seconds until the next one, None when nothing is to be
done for it now. May be called at any time and as often as one likes."""


@runtime_checkable
class Queue(Service, Protocol):
    """Wake-ups are hints: one that is lost is found by the sweeper, one that comes twice does nothing."""

    def bind(self, run_next: RunNext) -> None:
        """Whom to wake; called once, before start."""
        ...

    async def submit(self, job: str, *, delay_s: float = 0.0) -> None:
        """Wake the gateway for this job after the delay, and go on as `RunNext` says. `job` is at most 160
        characters of ASCII and says nothing about its messages. Raises `ServiceUnavailableError`."""
        ...
