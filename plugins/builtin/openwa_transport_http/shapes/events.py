"""The event log on the wire."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired, cast

import orjson
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from openwa_hookspecs.gateway import EventPage
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.payloads import timestamp
from openwa_transport_http.constraints import PlainText
from openwa_transport_http.fields import BoundedInt, RequestModel

__all__ = ["EventLogView", "EventQuery", "EventView", "event_log_view", "event_types"]


def event_types(text: str) -> frozenset[EventType]:
    """The kinds in a list with commas; `*`, like nothing at all, stands for every kind."""
    names = [name.strip() for name in text.split(",")]
    if names in (["*"], [""]):
        return frozenset()
    return frozenset(map(EventType, names))


def _known(text: str) -> str:
    try:
        event_types(text)
    except ValueError:
        known = ", ".join(sorted(EventType))
        message = "expected kinds with commas between: {known}"
        raise PydanticCustomError("event_types", message, {"known": known}) from None
    return text


class EventQuery(RequestModel):
    """`GET …/events`."""

    since: Annotated[str, Field(min_length=1, max_length=64), PlainText()] | None = Field(
        default=None,
        description="go on after this `seq`, after this event (`evt_…`), or with what happened since this "
        "time (ISO 8601); from the oldest event in the log when left out",
    )
    limit: BoundedInt = Field(default=100, ge=1, le=1000, description="events, at most 1000")
    types: Annotated[str, Field(max_length=1000), AfterValidator(_known)] = Field(
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
