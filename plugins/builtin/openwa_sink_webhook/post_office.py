"""All that sends: built when the first webhook has something to get, for a gateway may have none for long."""

from __future__ import annotations

import asyncio
from typing import Final

from openwa_hookspecs.context import SecretsError, StoreContext
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.ids import WebhookId
from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.models.webhooks import DeliveryAttempt, Webhook
from openwa_sink_webhook.address_book import address_of
from openwa_sink_webhook.attempt import Outcome, Sender
from openwa_sink_webhook.config import WebhookConfig
from openwa_sink_webhook.disabling import Disabling
from openwa_sink_webhook.dispatcher import Dispatcher
from openwa_sink_webhook.envelope import Letter
from openwa_sink_webhook.lane import Workshop, new_delivery_id
from openwa_sink_webhook.recorder import Recorder

__all__ = ["PostOffice"]

_STOP_S: Final = 5.0


class PostOffice:
    """Sends what the storage has PENDING. Runs from its making until `close`."""

    def __init__(self, config: WebhookConfig, context: StoreContext) -> None:
        self._context = context
        self._sender = Sender(http=context.http, clock=context.clock, config=config)
        self._disabling = Disabling(
            webhooks=context.storage.webhooks,
            clock=context.clock,
            log=context.log,
            after_s=config.disable_after_s,
        )
        self._recorder = Recorder(context.storage.deliveries, context.clock, context.log)
        self._dispatcher = Dispatcher(context.storage.deliveries, context.clock, context.log, context.tasks)
        context.tasks.spawn("webhook recorder", self._recorder.run())
        self._dispatcher.start(self._workshop(config))

    @property
    def in_flight(self) -> int:
        """Attempts under way."""
        return self._dispatcher.in_flight

    def wake(self, webhook_id: WebhookId, *, again: bool = False) -> None:
        """The webhook may have something to get now; `again`: something older than it had to get before."""
        self._dispatcher.wake(webhook_id, again=again)

    async def close(self) -> None:
        """What ended is written down; what is under way is sent again after the next start."""
        try:
            async with asyncio.timeout(_STOP_S):
                await self._dispatcher.stop()
                await self._recorder.flush()
        except TimeoutError:
            self._context.log.warning("some attempts are not written down: they are made again")

    async def test(self, webhook: Webhook) -> DeliveryAttempt:
        """See `SupportsWebhooks.test`."""
        now = self._context.clock.now()
        delivery_id = new_delivery_id(self._context.clock)
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
        await self._context.storage.deliveries.note(outcome.attempt)
        return outcome.attempt

    def _workshop(self, config: WebhookConfig) -> Workshop:
        return Workshop(
            config=config,
            storage=self._context.storage,
            sender=self._sender,
            recorder=self._recorder,
            secrets=self._context.secrets,
            clock=self._context.clock,
            log=self._context.log,
            tasks=self._context.tasks,
            give_up=self._give_up,
            due=self._dispatcher.due,
        )

    def _give_up(self, webhook: Webhook, outcome: Outcome) -> None:
        self._context.tasks.spawn(f"webhook {webhook.id} failed", self._disabling.consider(webhook, outcome))
