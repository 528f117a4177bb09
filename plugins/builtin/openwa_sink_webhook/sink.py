"""The sink: plans a delivery for each webhook that wants an event, and sees to it that it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from openwa_hookspecs.context import SecretsError, StoreContext
from openwa_hookspecs.errors import DeliveryNotFoundError, JsonValue, ServiceUnavailableError
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import DeliveryId
from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.models.webhooks import DeliveryAttempt, NewDelivery, Webhook
from openwa_hookspecs.service import Health, HealthStatus
from openwa_sink_webhook.address_book import address_of
from openwa_sink_webhook.attempt import Outcome, Sender
from openwa_sink_webhook.config import WebhookConfig
from openwa_sink_webhook.disabling import Disabling
from openwa_sink_webhook.dispatcher import Dispatcher
from openwa_sink_webhook.envelope import Letter
from openwa_sink_webhook.filters import wants
from openwa_sink_webhook.lane import Workshop, new_delivery_id
from openwa_sink_webhook.recorder import Recorder

__all__ = ["WebhookSink"]

_STOP_S: Final = 5.0
_STRETCH: Final = 512


class WebhookSink:
    """See `openwa_hookspecs.sink`: `Sink` and `SupportsWebhooks`."""

    def __init__(self, config: WebhookConfig, context: StoreContext) -> None:
        self._context = context
        self._storage = context.storage
        self._clock = context.clock
        self._config = config
        self._newest = 0
        """The last event that was planned: what comes before it is a replay."""
        self._sender = Sender(http=context.http, clock=context.clock, config=config)
        self._disabling = Disabling(
            webhooks=context.storage.webhooks,
            clock=context.clock,
            log=context.log,
            after_s=config.disable_after_s,
        )
        self._recorder = Recorder(context.storage.deliveries, context.clock, context.log)
        self._dispatcher = Dispatcher(context.storage.deliveries, context.clock, context.log, context.tasks)

    async def start(self) -> None:
        await self._storage.deliveries.interrupted(at=self._clock.now())
        self._context.tasks.spawn("webhook recorder", self._recorder.run())
        self._dispatcher.start(self._workshop())

    async def stop(self) -> None:
        """What ended is written down; what is under way is sent again after the next start."""
        try:
            async with asyncio.timeout(_STOP_S):
                await self._dispatcher.stop()
                await self._recorder.flush()
        except TimeoutError:
            self._context.log.warning("some attempts are not written down: they are made again")

    async def health(self) -> Health:
        try:
            backlog = await self._storage.deliveries.backlog()
        except ServiceUnavailableError as error:
            return Health(status=HealthStatus.DEGRADED, details={"error": error.message})
        details: dict[str, JsonValue] = {
            "pendingDeliveries": sum(one.pending for one in backlog),
            "webhooksBehind": len(backlog),
            "inFlight": self._dispatcher.in_flight,
        }
        if backlog:
            details["oldestUndelivered"] = timestamp(min(one.oldest for one in backlog))
        return Health(details=details)

    async def deliver(self, events: Sequence[Event]) -> None:
        webhooks = await self._storage.webhooks.active({event.session_id for event in events})
        if not webhooks:
            return
        planned = _planned(webhooks, events)
        await self._storage.deliveries.plan(planned, at=self._clock.now())
        again = events[0].seq <= self._newest
        self._newest = max(self._newest, events[-1].seq)
        for webhook_id in dict.fromkeys(one.webhook_id for one in planned):
            self._dispatcher.wake(webhook_id, again=again)

    async def test(self, webhook: Webhook) -> DeliveryAttempt:
        now = self._clock.now()
        delivery_id = new_delivery_id(self._clock)
        letter = Letter(
            id=f"evt_test_{delivery_id.removeprefix('dlv_')}",
            event="webhook.test",
            timestamp=timestamp(now),
            session_id=webhook.session_id,
            idempotency_key=f"test_{webhook.id}_{int(now.timestamp() * 1000)}",
            data=f'{{"webhookId":"{webhook.id}"}}',
        )
        try:
            address = address_of(webhook, self._context.secrets, now)
        except SecretsError as error:
            raise ServiceUnavailableError(f"The webhook's secrets cannot be opened: {error}") from error
        outcome = await self._sender.send(
            address, letter, delivery_id=delivery_id, event_id=None, retry=0, at=now
        )
        await self._storage.deliveries.note(outcome.attempt)
        return outcome.attempt

    async def redeliver(self, webhook: Webhook, delivery_id: DeliveryId) -> None:
        if not await self._storage.deliveries.again(webhook.id, delivery_id, at=self._clock.now()):
            raise DeliveryNotFoundError(delivery_id)
        self._dispatcher.wake(webhook.id, again=True)

    async def recover(self, webhook: Webhook, since: datetime) -> int:
        wanted = EventFilter(sessions=frozenset({webhook.session_id}), types=webhook.wanted.types)
        after, count = await self._storage.events.before(since), 0
        while events := await self._storage.events.read(after=after, wanted=wanted, limit=_STRETCH):
            after = events[-1].seq
            count += await self._storage.deliveries.recover(
                webhook.id, _planned([webhook], events), at=self._clock.now()
            )
        self._dispatcher.wake(webhook.id, again=True)
        return count

    def changed(self, webhook: Webhook) -> None:
        self._dispatcher.wake(webhook.id, again=True)

    def _workshop(self) -> Workshop:
        return Workshop(
            config=self._config,
            storage=self._storage,
            sender=self._sender,
            recorder=self._recorder,
            secrets=self._context.secrets,
            clock=self._clock,
            log=self._context.log,
            tasks=self._context.tasks,
            give_up=self._give_up,
            due=self._dispatcher.due,
        )

    def _give_up(self, webhook: Webhook, outcome: Outcome) -> None:
        self._context.tasks.spawn(f"webhook {webhook.id} failed", self._disabling.consider(webhook, outcome))


def _planned(webhooks: Sequence[Webhook], events: Sequence[Event]) -> list[NewDelivery]:
    return [
        NewDelivery(webhook_id=webhook.id, event=event)
        for event in events
        for webhook in webhooks
        if wants(webhook, event)
    ]
