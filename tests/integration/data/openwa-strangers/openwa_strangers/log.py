"""The log and its readers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import EventId
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sinks import DeadLetter, SinkCursor
from openwa_hookspecs.storage import CommitListener

AT_ONCE = 1000


class Events:
    def __init__(self) -> None:
        self.log: list[Event] = []
        self.last = 0
        self.listeners: list[CommitListener] = []
        self.first_waiting: Callable[[], int | None] = lambda: None
        self.on_prune: Callable[[int, datetime], None] = lambda _seq, _older_than: None

    def write(self, events: Sequence[Event]) -> None:
        placed = [replace(event, seq=seq) for seq, event in enumerate(events, self.last + 1)]
        self.last += len(placed)
        self.log += placed
        for listener in self.listeners if placed else ():
            listener(placed)

    async def append(self, events: Sequence[Event]) -> None:
        self.write(events)

    async def read(self, *, after: int, wanted: EventFilter, limit: int) -> Sequence[Event]:
        return [event for event in self.log if event.seq > after and wanted.matches(event)][:limit]

    async def bounds(self) -> tuple[int, int]:
        return (self.log[0].seq if self.log else 0, self.last)

    async def find(self, event_id: EventId) -> Event | None:
        return next((event for event in self.log if event.id == event_id), None)

    async def before(self, moment: datetime) -> int:
        last = self.log[-1].seq if self.log else 0
        return next((event.seq - 1 for event in self.log if event.time >= moment), last)

    async def oldest_after(self, seq: int) -> datetime | None:
        return next((event.time for event in self.log if event.seq > seq), None)

    async def prune(self, *, older_than: datetime, keep: int, upto: int) -> int:
        young = next((event.seq for event in self.log if event.time >= older_than), self.last + 1)
        waiting = self.first_waiting()
        end = min(max(young - 1, self.last - keep), upto, self.last if waiting is None else waiting - 1)
        end = min(end, self.log[0].seq + AT_ONCE - 1 if self.log else 0)
        before = len(self.log)
        self.log = [event for event in self.log if event.seq > end]
        self.on_prune(end, older_than)
        return before - len(self.log)


class Sinks:
    def __init__(self) -> None:
        self._cursors: dict[str, SinkCursor] = {}
        self._dead: dict[tuple[str, int], DeadLetter] = {}

    async def cursor(self, sink: str) -> SinkCursor | None:
        return self._cursors.get(sink)

    async def begin(self, sink: str, *, seq: int, at: datetime) -> SinkCursor:
        return self._cursors.setdefault(sink, SinkCursor(sink=sink, seq=seq, moved_at=at))

    async def move(
        self, sink: str, *, expected: int, to: int, at: datetime, dead: Sequence[DeadLetter] = ()
    ) -> bool:
        cursor = self._cursors.get(sink)
        if cursor is None or cursor.seq != expected:
            return False
        self._dead |= {(letter.sink, letter.event.seq): letter for letter in dead}
        return await self.rewind(sink, seq=to, at=at)

    async def rewind(self, sink: str, *, seq: int, at: datetime) -> bool:
        if sink not in self._cursors:
            return False
        self._cursors[sink] = SinkCursor(sink=sink, seq=seq, moved_at=at)
        return True

    async def dead_letters(self, sink: str, *, number: int, limit: int) -> Page[DeadLetter]:
        found = [letter for (name, _), letter in sorted(self._dead.items(), reverse=True) if name == sink]
        start = (number - 1) * limit
        return Page(items=found[start : start + limit], number=number, limit=limit, total=len(found))
