"""What a socket wants to hear of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from openwa_hookspecs.models.events import Event, EventFilter, EventType
from openwa_hookspecs.models.ids import SessionId

__all__ = [
    "EVERY_KIND",
    "EVERY_SESSION",
    "Interest",
    "Topic",
    "had_before",
    "kinds_of",
    "topics",
    "topics_of",
]

EVERY_SESSION: Final = SessionId("*")
EVERY_KIND: Final = None

Topic: TypeAlias = tuple[SessionId, EventType | None]
"""A session, or all of them, and a kind of event, or all of them."""


def topics(session_id: SessionId, kinds: Iterable[EventType]) -> frozenset[Topic]:
    """What one request names; no kinds means all."""
    return frozenset((session_id, kind) for kind in kinds) or frozenset({(session_id, EVERY_KIND)})


def kinds_of(session_id: SessionId, wanted: Collection[Topic]) -> list[str]:
    """The kinds that are wanted of a session, sorted, as callers write them."""
    kinds = {kind for session, kind in wanted if session == session_id}
    return ["*"] if EVERY_KIND in kinds else sorted(kind.value for kind in kinds if kind)


@dataclass(frozen=True)
class Interest:
    """Topics, within what the key may see. Sockets with equal interests share what is written to them."""

    wanted: frozenset[Topic]
    scope: frozenset[SessionId] | None

    def wants(self, event: Event) -> bool:
        """Whether the event is to be told."""
        if self.scope is not None and event.session_id not in self.scope:
            return False
        return not self.wanted.isdisjoint(topics_of(event))

    def filter(self) -> EventFilter:
        """The smallest filter of the log that lets through all that is wanted."""
        sessions = frozenset(session for session, _ in self.wanted)
        kinds = frozenset(kind for _, kind in self.wanted)
        return EventFilter(
            sessions=frozenset() if EVERY_SESSION in sessions else sessions,
            types=frozenset() if EVERY_KIND in kinds else frozenset(kind for kind in kinds if kind),
        )


def topics_of(event: Event) -> tuple[Topic, ...]:
    """Everything under which somebody may want the event."""
    return (
        (event.session_id, event.type),
        (event.session_id, EVERY_KIND),
        (EVERY_SESSION, event.type),
        (EVERY_SESSION, EVERY_KIND),
    )


def had_before(event: Event, starts: Mapping[Topic, int]) -> bool:
    """Whether one of these subscriptions, each from its place in the log on, has brought the event."""
    return any(starts[topic] < event.seq for topic in topics_of(event) if topic in starts)
