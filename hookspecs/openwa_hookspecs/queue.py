"""The queue role: what wakes the gateway up for the next step of a batch. It carries ids, never messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias, runtime_checkable

from openwa_hookspecs.service import Service

__all__ = ["Queue", "RunNext"]

RunNext: TypeAlias = Callable[[str], Awaitable[float | None]]
"""Do one step of the batch with that id; the answer is the delay in seconds until the next one, None at the
end."""


@runtime_checkable
class Queue(Service, Protocol):
    """Wake-ups are hints: one that is lost is found by the sweeper, one that comes twice does nothing."""

    def bind(self, run_next: RunNext) -> None:
        """Whom to wake; called once, before start."""
        ...

    async def submit(self, batch_id: str, *, delay_s: float = 0.0) -> None:
        """Wake the gateway for this batch after the delay."""
        ...
