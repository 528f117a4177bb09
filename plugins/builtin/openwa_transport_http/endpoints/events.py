"""The event log."""

from __future__ import annotations

from openwa_hookspecs.models.events import EventFilter
from openwa_hookspecs.models.ids import SessionId
from openwa_transport_http.call import Call
from openwa_transport_http.shapes.events import EventLogView, EventQuery, event_log_view, event_types

__all__ = ["list_events"]


async def list_events(call: Call, session_id: SessionId, query: EventQuery) -> EventLogView:
    """What happened in a session, oldest first: for a client that was away."""
    await call.gateway.sessions.get(call.caller, session_id)
    log = call.gateway.log
    wanted = EventFilter(sessions=frozenset({session_id}), types=event_types(query.types))
    since = 0 if query.since is None else await log.position(query.since)
    return event_log_view(await log.read(call.caller, wanted, since=since, limit=query.limit))
