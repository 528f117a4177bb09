"""All that an engine under test reports of one session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from openwa_hookspecs.models.events import AckChanged, EngineEvent, MessageSeen, StatusChanged
from openwa_hookspecs.models.ids import MessageId, key_of
from openwa_hookspecs.models.messages import Ack, Message
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason

__all__ = ["Watcher"]

EventT = TypeVar("EventT", bound=EngineEvent)


@dataclass(kw_only=True)
class Watcher:
    """An `emit` that keeps all it is told."""

    patience_s: float
    events: list[EngineEvent] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def emit(self, event: EngineEvent) -> None:
        async with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    async def first(
        self, kind: type[EventT], accept: Callable[[EventT], bool] = lambda _: True, *, since: int = 0
    ) -> EventT:
        """The first such event, waited for; `since` leaves out that many events from the start."""
        try:
            async with asyncio.timeout(self.patience_s), self._changed:
                while True:
                    for event in self.events[since:]:
                        if isinstance(event, kind) and accept(event):
                            return event
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"no such {kind.__name__} among {self.events[since:]}") from None

    def all(self, kind: type[EventT], accept: Callable[[EventT], bool] = lambda _: True) -> list[EventT]:
        """All such events so far, in order."""
        return [event for event in self.events if isinstance(event, kind) and accept(event)]

    async def status(
        self, status: SessionStatus, reason: StatusReason | None = None, *, since: int = 0
    ) -> StatusChanged:
        """The first report of this status, and of this reason when one is given."""
        return await self.first(
            StatusChanged,
            lambda event: event.status is status and reason in (None, event.reason),
            since=since,
        )

    async def message(self, key: str, *, since: int = 0) -> Message:
        """The message with this key, as soon as the engine reports it."""
        seen = await self.first(MessageSeen, lambda event: event.message.key == key, since=since)
        return seen.message

    async def ack(self, message_id: MessageId, at_least: Ack) -> AckChanged:
        """The first report that the message has come so far."""
        key = key_of(message_id)
        return await self.first(
            AckChanged, lambda event: key_of(event.message_id) == key and event.ack >= at_least
        )

    def acks_of(self, message_id: MessageId) -> list[Ack]:
        """All acks reported for the message, in order."""
        key = key_of(message_id)
        return [event.ack for event in self.all(AckChanged, lambda ack: key_of(ack.message_id) == key)]

    def count_of(self, key: str) -> int:
        """How often a message with this key was reported."""
        return len(self.all(MessageSeen, lambda event: event.message.key == key))
