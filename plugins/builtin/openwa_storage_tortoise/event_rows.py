"""Between rows of the event log and events."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.models.events import Event, EventType
from openwa_storage_tortoise.rows import as_moment
from openwa_storage_tortoise.statements import Row

__all__ = ["EVENT_COLUMNS", "as_event"]

EVENT_COLUMNS: Final = ("seq", "id", "session_id", "chat_id", "type", "time", "data")


def as_event(row: Row) -> Event:
    """The event in a row of `EVENT_COLUMNS`."""
    seq, event_id, session_id, chat_id, kind, time, data = row
    return Event(
        seq=seq,
        id=event_id,
        session_id=session_id,
        chat_id=chat_id,
        type=EventType(kind),
        time=as_moment(time),
        data=data,
    )
