"""The event log in memory, for a transport's tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from openwa_core.testing.fakes.faulty import Faulty
from openwa_core.testing.fakes.sessions import FakeSessions
from openwa_hookspecs.errors import EventNotFoundError
from openwa_hookspecs.gateway import EventPage
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.keys import Principal

__all__ = ["FakeEventLog"]


@dataclass(kw_only=True)
class FakeEventLog(Faulty):
    """Implements `openwa_hookspecs.gateway.EventApi`; a place is a `seq` or the id of an event."""

    sessions: FakeSessions
    events: list[Event] = field(default_factory=list)
    pruned: int = 0
    """The `seq` up to which events are gone."""

    async def read(self, principal: Principal, wanted: EventFilter, *, since: int, limit: int) -> EventPage:
        self.check()
        for session_id in wanted.sessions:
            await self.sessions.get(principal, session_id)
        found = [
            event
            for event in self.events
            if event.seq > since
            and wanted.matches(event)
            and (principal.sessions is None or event.session_id in principal.sessions)
        ]
        shown, more = found[:limit], len(found) > limit
        position = shown[-1].seq if more else max(since, self._last)
        return EventPage(events=shown, position=position, more=more, gap=since < self.pruned)

    async def end(self) -> int:
        self.check()
        return self._last

    @property
    def _last(self) -> int:
        return self.events[-1].seq if self.events else self.pruned

    async def position(self, since: str) -> int:
        self.check()
        if since.isdigit():
            return int(since)
        for event in self.events:
            if event.id == since:
                return event.seq
        raise EventNotFoundError(since)
