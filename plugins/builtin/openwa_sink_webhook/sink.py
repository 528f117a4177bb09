"""The sink: plans a delivery for each webhook that wants an event, and leaves it to the post office."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Final

from openwa_hookspecs.context import StoreContext
from openwa_hookspecs.errors import DeliveryNotFoundError, JsonValue, ServiceUnavailableError
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import DeliveryId
from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.models.webhooks import DeliveryAttempt, NewDelivery, Webhook
from openwa_hookspecs.service import Health, HealthStatus
from openwa_sink_webhook.config import WebhookConfig
from openwa_sink_webhook.filters import wants

if TYPE_CHECKING:
    from openwa_sink_webhook.post_office import PostOffice

__all__ = ["WebhookSink"]

_STRETCH: Final = 512


class WebhookSink:
    """See `openwa_hookspecs.sink`: `Sink` and `SupportsWebhooks`."""

    def __init__(self, config: WebhookConfig, context: StoreContext) -> None:
        self._config = config
        self._context = context
        self._storage = context.storage
        self._clock = context.clock
        self._newest = 0
        """The last event that was planned: what comes before it is a replay."""
        self._office: PostOffice | None = None
        self._opening = asyncio.Lock()

    async def start(self) -> None:
        await self._storage.deliveries.interrupted(at=self._clock.now())
        if await self._storage.deliveries.backlog():
            await self._opened()

    async def stop(self) -> None:
        if self._office is not None:
            await self._office.close()

    async def health(self) -> Health:
        try:
            backlog = await self._storage.deliveries.backlog()
        except ServiceUnavailableError as error:
            return Health(status=HealthStatus.DEGRADED, details={"error": error.message})
        details: dict[str, JsonValue] = {
            "pendingDeliveries": sum(one.pending for one in backlog),
            "webhooksBehind": len(backlog),
            "inFlight": 0 if self._office is None else self._office.in_flight,
        }
        if backlog:
            details["oldestUndelivered"] = timestamp(min(one.oldest for one in backlog))
        return Health(details=details)

    async def deliver(self, events: Sequence[Event]) -> None:
        webhooks = await self._storage.webhooks.active({event.session_id for event in events})
        if not (planned := _planned(webhooks, events)):
            return
        await self._storage.deliveries.plan(planned, at=self._clock.now())
        again = events[0].seq <= self._newest
        self._newest = max(self._newest, events[-1].seq)
        office = await self._opened()
        for webhook_id in dict.fromkeys(one.webhook_id for one in planned):
            office.wake(webhook_id, again=again)

    async def test(self, webhook: Webhook) -> DeliveryAttempt:
        return await (await self._opened()).test(webhook)

    async def redeliver(self, webhook: Webhook, delivery_id: DeliveryId) -> None:
        if not await self._storage.deliveries.again(webhook.id, delivery_id, at=self._clock.now()):
            raise DeliveryNotFoundError(delivery_id)
        (await self._opened()).wake(webhook.id, again=True)

    async def recover(self, webhook: Webhook, since: datetime) -> int:
        wanted = EventFilter(sessions=frozenset({webhook.session_id}), types=webhook.wanted.types)
        after, count = await self._storage.events.before(since), 0
        while events := await self._storage.events.read(after=after, wanted=wanted, limit=_STRETCH):
            after = events[-1].seq
            count += await self._storage.deliveries.recover(
                webhook.id, _planned([webhook], events), at=self._clock.now()
            )
        (await self._opened()).wake(webhook.id, again=True)
        return count

    def changed(self, webhook: Webhook) -> None:
        if self._office is not None:
            self._office.wake(webhook.id, again=True)

    async def _opened(self) -> PostOffice:
        """The post office; the modules behind it are not loaded before somebody needs them."""
        async with self._opening:
            if self._office is None:
                module = await asyncio.to_thread(import_module, "openwa_sink_webhook.post_office")
                office: PostOffice = module.PostOffice(self._config, self._context)
                self._office = office
            return self._office


def _planned(webhooks: Sequence[Webhook], events: Sequence[Event]) -> list[NewDelivery]:
    return [
        NewDelivery(webhook_id=webhook.id, event=event)
        for event in events
        for webhook in webhooks
        if wants(webhook, event)
    ]
