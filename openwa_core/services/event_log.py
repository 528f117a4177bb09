"""`EventApi`: the log, as far as a caller may see it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from openwa_core.moments import read_moment
from openwa_core.services.roles import require
from openwa_core.services.session_table import SessionTable
from openwa_hookspecs.errors import EventNotFoundError, FieldError, ValidationFailedError
from openwa_hookspecs.gateway import EventPage
from openwa_hookspecs.models.events import EventFilter
from openwa_hookspecs.models.ids import EventId, SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.storage import EventRepository

__all__ = ["EventService", "place_of"]

_SEQ: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_EVENT_ID: Final = re.compile(r"evt_[0-9a-z]{1,60}", re.ASCII)
_NOWHERE: Final = SessionId("")
"""A caller whose key is for no session at all sees nothing; an empty filter would show everything."""


class EventService:
    """See `openwa_hookspecs.gateway.EventApi`."""

    def __init__(self, table: SessionTable, events: EventRepository) -> None:
        self._table = table
        self._events = events

    async def read(self, principal: Principal, wanted: EventFilter, *, since: int, limit: int) -> EventPage:
        require(principal, Role.VIEWER)
        for session_id in wanted.sessions:
            self._table.find(principal, session_id)
        if not wanted.sessions and principal.sessions is not None:
            wanted = replace(wanted, sessions=principal.sessions or frozenset({_NOWHERE}))
        _, last = await self._events.bounds()
        found = await self._events.read(after=since, wanted=wanted, limit=limit + 1)
        first, newest = await self._events.bounds()  # after: what was pruned meanwhile is a gap
        shown, more = found[:limit], len(found) > limit
        seen = shown[-1].seq if shown else since
        oldest = first or newest + 1
        return EventPage(
            events=shown, position=seen if more else max(seen, last), more=more, gap=since < oldest - 1
        )

    async def end(self) -> int:
        return (await self._events.bounds())[1]

    async def position(self, since: str) -> int:
        return await place_of(since, self._events)


async def place_of(since: str, events: EventRepository) -> int:
    """The `seq` that the text means; see `EventApi.position`."""
    if _SEQ.fullmatch(since):
        return int(since)
    if _EVENT_ID.fullmatch(since):
        event = await events.find(EventId(since))
        if event is None:
            raise EventNotFoundError(since)
        return event.seq
    try:
        moment = read_moment(since)
    except ValueError:
        wanted = "must be a seq, the id of an event, or a time such as 2026-02-02T10:00:00Z"
        raise ValidationFailedError(FieldError(path="since", message=wanted)) from None
    return await events.before(moment)
