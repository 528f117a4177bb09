"""Committed events to live readers: bounded queues, and a publisher that never waits."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence

from openwa_hookspecs.models.events import Event, EventFilter

__all__ = ["LiveBus", "LiveSubscription"]


class LiveSubscription:
    """One reader. See `openwa_hookspecs.context.Subscription`."""

    def __init__(self, bus: LiveBus, wanted: EventFilter, size: int) -> None:
        self._bus = bus
        self._wanted = wanted
        self._size = size
        self._waiting: deque[Event] = deque()
        self._changed = asyncio.Event()
        self._open = True
        self._overflowed = False

    @property
    def overflowed(self) -> bool:
        return self._overflowed

    def offer(self, event: Event) -> None:
        """Take the event if it is wanted; a full queue ends the subscription instead of slowing the
        publisher."""
        if not self._wanted.matches(event):
            return
        if len(self._waiting) >= self._size:
            self._overflowed = True
            self.close()
            return
        self._waiting.append(event)
        self._changed.set()

    def close(self) -> None:
        self._open = False
        self._changed.set()
        self._bus.forget(self)

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if not self._open:
                return
            self._changed.clear()
            await self._changed.wait()


class LiveBus:
    """All readers. `publish` is the storage's commit listener."""

    def __init__(self) -> None:
        self._subscriptions: set[LiveSubscription] = set()

    def subscribe(self, wanted: EventFilter, size: int) -> LiveSubscription:
        """Read what is committed from now on."""
        subscription = LiveSubscription(self, wanted, size)
        self._subscriptions.add(subscription)
        return subscription

    def publish(self, events: Sequence[Event]) -> None:
        """Hand events to every reader, in order."""
        for event in events:
            for subscription in tuple(self._subscriptions):
                subscription.offer(event)

    def forget(self, subscription: LiveSubscription) -> None:
        """Drop a reader; one that is gone is no error."""
        self._subscriptions.discard(subscription)
