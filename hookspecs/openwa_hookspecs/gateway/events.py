"""What a transport may read of the event log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.keys import Principal

__all__ = ["EventApi", "EventPage"]


@dataclass(frozen=True, kw_only=True)
class EventPage:
    """A stretch of the log."""

    events: Sequence[Event]
    position: int
    """The `seq` to go on after; it may be above the last event's, when others were passed over."""
    more: bool
    """Whether there was more to read when this was read."""
    gap: bool
    """Whether events after `since` are missing because the log was pruned."""


class EventApi(Protocol):
    """The log, as far as the caller may see it."""

    async def read(self, principal: Principal, wanted: EventFilter, *, since: int, limit: int) -> EventPage:
        """Events with a `seq` above `since`, in order. Sessions outside the caller's scope are left out;
        raises `SessionNotFoundError` when `wanted` names one that is outside, or gone without a trace."""
        ...

    async def end(self) -> int:
        """The `seq` of the last event that was written, pruned or not; 0 when there was none."""
        ...

    async def position(self, since: str) -> int:
        """The `seq` that a caller means: digits are a `seq`, `evt_…` an event, else an ISO 8601 time with an
        offset, which stands for the last event before it. Raises `ValidationFailedError`, and
        `EventNotFoundError` for an event that the log has no more."""
        ...
