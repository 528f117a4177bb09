"""The sink role: where events go that must arrive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.ids import DeliveryId
from openwa_hookspecs.models.webhooks import DeliveryAttempt, Webhook
from openwa_hookspecs.service import Service

__all__ = ["EventRejectedError", "Sink", "SupportsWebhooks"]


class EventRejectedError(Exception):
    """Raised by a sink for an event that it will never take, whoever asks and whenever. The event becomes a
    dead letter, and the log goes on. The message is one sentence for the operator; it holds no text of a
    message."""


@runtime_checkable
class Sink(Service, Protocol):
    """Takes events from the log at least once, in order."""

    async def deliver(self, events: Sequence[Event]) -> None:
        """Take these events for good. After an exception none of them counts as taken: all come again, after
        a while that grows. With `EventRejectedError` they come one by one, to find the one that is
        refused. A `ServiceUnavailableError` of the storage may pass: it is not counted as the sink's."""
        ...


@runtime_checkable
class SupportsWebhooks(Protocol):
    """The sink that delivers what `Storage.webhooks` asks for."""

    async def test(self, webhook: Webhook) -> DeliveryAttempt:
        """Send a `webhook.test` now, as any delivery would be sent, active or not, and wait for the answer.
        The attempt is in the delivery log."""
        ...

    async def redeliver(self, webhook: Webhook, delivery_id: DeliveryId) -> None:
        """Send the event of that attempt again, now; returns before it is sent. Raises
        `DeliveryNotFoundError`."""
        ...

    async def recover(self, webhook: Webhook, since: datetime) -> int:
        """Send what the webhook wants of the events since then and did not get; how many there are. Returns
        before they are sent."""
        ...

    def changed(self, webhook: Webhook) -> None:
        """The webhook was changed or removed: what is waiting for it is looked at anew."""
        ...
