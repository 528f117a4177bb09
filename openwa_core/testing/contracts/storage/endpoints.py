"""A webhook with deliveries, and what its sink does with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from openwa_core.testing.contracts.storage.samples import (
    NOW,
    a_delivery_id,
    a_webhook,
    add_session,
    an_event,
)
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import WebhookId
from openwa_hookspecs.models.webhooks import (
    AttemptEnd,
    AttemptError,
    AttemptStart,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    NewDelivery,
    Webhook,
    WebhookChanges,
)
from openwa_hookspecs.storage import Storage

__all__ = ["Endpoint", "after", "endpoint_with"]


def after(seconds: float) -> datetime:
    """That long after `NOW`."""
    return NOW + timedelta(seconds=seconds)


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A webhook with events that are planned for it."""

    storage: Storage
    webhook: Webhook
    events: Sequence[Event]

    @property
    def id(self) -> WebhookId:
        return self.webhook.id

    def new(self) -> Sequence[NewDelivery]:
        return [NewDelivery(webhook_id=self.id, event=event) for event in self.events]

    async def begin(self, event: Event, at: datetime = NOW) -> AttemptStart:
        """Begin an attempt of the event's delivery, which may be made."""
        start = AttemptStart(id=a_delivery_id(), webhook_id=self.id, event_seq=event.seq, at=at)
        assert list(await self.storage.deliveries.begin([start])) == [True]
        return start

    async def end(
        self, start: AttemptStart, state: DeliveryState, *, due_at: datetime = NOW, step: int = 0
    ) -> DeliveryAttempt:
        """End the attempt: a success when the state is DELIVERED."""
        attempt = self.attempt(start, succeeded=state is DeliveryState.DELIVERED)
        await self.storage.deliveries.end(
            [AttemptEnd(attempt=attempt, event_seq=start.event_seq, state=state, due_at=due_at, step=step)]
        )
        return attempt

    def attempt(self, start: AttemptStart, *, succeeded: bool) -> DeliveryAttempt:
        event = next(event for event in self.events if event.seq == start.event_seq)
        return DeliveryAttempt(
            id=start.id,
            webhook_id=self.id,
            event=event.type.value,
            event_id=event.id,
            number=0,
            at=start.at,
            duration_ms=12,
            status=200 if succeeded else 500,
            error=None if succeeded else AttemptError.STATUS,
            response="ü\ufffd",
            succeeded=succeeded,
        )

    async def fresh(self) -> Sequence[Delivery]:
        return await self.storage.deliveries.fresh(self.id, after=0, limit=100)

    async def retries(self, now: datetime = NOW) -> Sequence[Delivery]:
        return await self.storage.deliveries.retries(self.id, now=now, limit=100)

    async def log(self) -> Sequence[DeliveryAttempt]:
        return (await self.storage.deliveries.attempts(self.id, number=1, limit=100)).items

    async def switch(self, *, on: bool) -> None:
        """Turn the webhook on or off, as its caller does."""
        changes = WebhookChanges(active=on)
        assert await self.storage.webhooks.update(self.webhook.session_id, self.id, changes=changes, at=NOW)

    async def now(self) -> Webhook:
        (found,) = await self.storage.webhooks.by_ids([self.id])
        return found


async def endpoint_with(storage: Storage, count: int, *, planned: bool = True) -> Endpoint:
    """A webhook of a session of its own, and that many events."""
    name = f"shop{(await storage.events.bounds())[1]}"
    session = await add_session(storage, name)
    webhook = a_webhook(session.id)
    await storage.webhooks.add(webhook, limit=10)
    last = (await storage.events.bounds())[1]
    await storage.events.append([an_event(session.id, time=after(age)) for age in range(count)])
    events = await storage.events.read(after=last, wanted=EventFilter(), limit=count or 1)
    endpoint = Endpoint(storage=storage, webhook=webhook, events=events)
    if planned:
        await storage.deliveries.plan(endpoint.new(), at=NOW)
    return endpoint
