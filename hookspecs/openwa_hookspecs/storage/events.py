"""The event log at rest, and how far its readers have come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import EventId
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sinks import DeadLetter, SinkCursor

__all__ = ["EventRepository", "SinkRepository"]


class EventRepository(Protocol):
    """The append-only log."""

    async def append(self, events: Sequence[Event]) -> None:
        """Write events that no change of state causes."""
        ...

    async def read(self, *, after: int, wanted: EventFilter, limit: int) -> Sequence[Event]:
        """Events with a `seq` above `after`, in order."""
        ...

    async def bounds(self) -> tuple[int, int]:
        """The first and last `seq` in the log; (0, 0) when it is empty. The last one survives pruning."""
        ...

    async def find(self, event_id: EventId) -> Event | None: ...

    async def before(self, moment: datetime) -> int:
        """The place before the first event that is not older than that: reading after it gives all that
        happened since. 0 when the log is empty."""
        ...

    async def oldest_after(self, seq: int) -> datetime | None:
        """The time of the first event with a `seq` above that, for a reader's lag."""
        ...

    async def prune(self, *, older_than: datetime, keep: int, upto: int) -> int:
        """Remove events that are older than that, or beyond the newest `keep`; never one with a `seq` above
        `upto`, nor one that a delivery is PENDING of, nor anything after such a one. Settled deliveries and
        their attempts go with their events, and the attempts of tests with their age. How many events went;
        at most a few thousand a call: when some went, call again."""
        ...


class SinkRepository(Protocol):
    """The sinks' cursors and dead letters, by the sink's name in the YAML."""

    async def cursor(self, sink: str) -> SinkCursor | None: ...

    async def begin(self, sink: str, *, seq: int, at: datetime) -> SinkCursor:
        """Give the sink a cursor at `seq`, unless it has one; the cursor that holds."""
        ...

    async def move(
        self, sink: str, *, expected: int, to: int, at: datetime, dead: Sequence[DeadLetter] = ()
    ) -> bool:
        """Settle the events up to `to`, some of them as dead letters. False, and nothing written, when the
        cursor is not at `expected`: somebody set it back."""
        ...

    async def rewind(self, sink: str, *, seq: int, at: datetime) -> bool:
        """Set the cursor wherever it is to `seq`: what follows is sent again. False when there is no such
        sink."""
        ...

    async def dead_letters(self, sink: str, *, number: int, limit: int) -> Page[DeadLetter]:
        """Newest first. A letter of an event that was refused again is there once, with the last error."""
        ...
