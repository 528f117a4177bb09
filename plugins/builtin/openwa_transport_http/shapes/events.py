"""The event log on the wire."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, NotRequired, cast

import orjson
from pydantic import Field
from typing_extensions import TypedDict

from openwa_hookspecs.gateway import EventPage
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.payloads import timestamp
from openwa_transport_http.constraints import Shape
from openwa_transport_http.fields import BoundedInt, RequestModel

__all__ = ["EventLogView", "EventQuery", "EventView", "event_log_view", "event_types"]


_KIND: Final = "|".join(re.escape(kind) for kind in sorted(EventType))
_KINDS: Final = re.compile(rf"\*|(?:{_KIND})(?: ?, ?(?:{_KIND}))*", re.ASCII)
_TIME: Final = (
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]"
    r"(?::[0-5][0-9](?:\.[0-9]{1,6})?)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_SINCE: Final = re.compile(rf"[0-9]{{1,18}}|evt_[0-9a-z]{{1,60}}|{_TIME}", re.ASCII)


def event_types(text: str) -> frozenset[EventType]:
    """The kinds in a list with commas, none for `*`: every kind."""
    return frozenset() if text == "*" else frozenset(EventType(name.strip()) for name in text.split(","))


class EventQuery(RequestModel):
    """`GET …/events`."""

    since: (
        Annotated[
            str, Shape(_SINCE, "expected a seq, the id of an event, or a time such as 2026-02-02T10:00:00Z")
        ]
        | None
    ) = Field(
        default=None,
        description="go on after this `seq`, after this event (`evt_…`), or with what happened since this "
        "time (ISO 8601); from the oldest event in the log when left out",
    )
    limit: BoundedInt = Field(default=100, ge=1, le=1000, description="events, at most 1000")
    types: Annotated[str, Shape(_KINDS, "expected * or kinds of event with commas between")] = Field(
        default="*", description="kinds of event with commas between, such as `message.received,message.ack`"
    )


class EventView(TypedDict):
    """An event. `data` is what webhooks and sockets get of it."""

    id: str
    seq: int
    event: str
    sessionId: str
    chatId: NotRequired[str]
    timestamp: str
    data: dict[str, Any]


class EventLogView(TypedDict):
    """A stretch of the log, oldest first. `next` is the `since` to go on with; `more` says that there is more
    to read now, `gap` that older events than these are gone from the log."""

    events: list[EventView]
    next: str
    more: bool
    gap: bool


def event_log_view(page: EventPage) -> EventLogView:
    """A stretch for callers."""
    return EventLogView(
        events=[_event_view(event) for event in page.events],
        next=str(page.position),
        more=page.more,
        gap=page.gap,
    )


def _event_view(event: Event) -> EventView:
    shown = EventView(
        id=event.id,
        seq=event.seq,
        event=event.type.value,
        sessionId=event.session_id,
        timestamp=timestamp(event.time),
        data=cast("dict[str, Any]", orjson.Fragment(event.data)),
    )
    if event.chat_id is not None:
        shown["chatId"] = event.chat_id
    return shown
