"""The sink role: where events go that must arrive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from openwa_hookspecs.models.events import Event
from openwa_hookspecs.service import Service

__all__ = ["Sink"]


@runtime_checkable
class Sink(Service, Protocol):
    """Takes events from the log at least once, in order."""

    async def deliver(self, events: Sequence[Event]) -> None:
        """Take these events for good. After an exception none of them counts as taken: all come again."""
        ...
