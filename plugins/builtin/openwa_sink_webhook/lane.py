"""Sending to one webhook, whatever the others do."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from openwa_hookspecs.context import Clock, Log, Secrets, SecretsError, Tasks
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.ids import DeliveryId, WebhookId
from openwa_hookspecs.models.webhooks import (
    AttemptEnd,
    AttemptError,
    AttemptStart,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    Webhook,
)
from openwa_hookspecs.storage import Storage
from openwa_sink_webhook.address_book import address_of
from openwa_sink_webhook.attempt import Outcome, Sender, Verdict
from openwa_sink_webhook.config import WebhookConfig
from openwa_sink_webhook.envelope import letter_of
from openwa_sink_webhook.queue import DeliveryQueue
from openwa_sink_webhook.recorder import Recorder
from openwa_sink_webhook.schedule import next_attempt

__all__ = ["Lane", "Workshop", "new_delivery_id"]

_REFRESH_S: Final = 1.0
"""How long a webhook that another process changed is used as it was."""

_STORAGE_PAUSE_S: Final = 1.0
_UNWRITTEN: Final = 4
"""Deliveries that are sent or not yet written down, for each socket."""


def new_delivery_id(clock: Clock) -> DeliveryId:
    """A fresh id of an attempt: a UUID, version 4."""
    return DeliveryId(f"dlv_{uuid.UUID(bytes=clock.token(16), version=4)}")


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What all lanes share."""

    config: WebhookConfig
    storage: Storage
    sender: Sender
    recorder: Recorder
    secrets: Secrets
    clock: Clock
    log: Log
    tasks: Tasks
    give_up: Callable[[Webhook, Outcome], None]
    """Told of a webhook that is gone, or has failed for a while, after the outcome is written."""
    due: Callable[[WebhookId, datetime], None]
    """Told when the webhook has something to get later."""


class Lane:
    """Runs while the webhook has something to get now."""

    def __init__(self, webhook_id: WebhookId, workshop: Workshop) -> None:
        self.webhook_id = webhook_id
        self._shop = workshop
        self._queue = DeliveryQueue(webhook_id, workshop.storage.deliveries)
        self._changed = asyncio.Event()
        self._width = workshop.config.sockets
        self._sending = 0
        self._stopping = False
        self._webhook: Webhook | None = None
        self._refresh_at = 0.0
        self._woken = True

    @property
    def in_flight(self) -> int:
        """Attempts that are under way or not yet written down."""
        return self._queue.under_way

    def wake(self, *, again: bool = False) -> None:
        """Something may be due; `again` says that it may be older than what was seen."""
        if again:
            self._refresh_at = 0.0
        self._queue.look_again(from_the_start=again)
        self._go_on()

    def stop(self) -> None:
        """Begin no more attempts."""
        self._stopping = True
        self._go_on()

    async def run(self) -> None:
        """Send until nothing is due now."""
        while self._woken or self._queue.under_way:
            self._woken = False
            try:
                await self._send_what_is_due()
            except ServiceUnavailableError as error:
                self._shop.log.debug("deliveries cannot be read now", error=error.message)
                await self._pause()
            except Exception:  # supervisor: a lane that ends would leave its attempts to nobody
                self._shop.log.exception("webhook lane failed", webhook=self.webhook_id)
                await self._pause()
            if self._queue.under_way and not self._woken:
                await self._changed.wait()
            self._changed.clear()

    async def _pause(self) -> None:
        await self._shop.clock.sleep(_STORAGE_PAUSE_S)
        self._queue.look_again()
        self._woken = not self._stopping

    async def _send_what_is_due(self) -> None:
        while not self._stopping:
            webhook = await self._current()
            if webhook is None or not webhook.active:
                return
            await self._queue.fill(self._shop.clock.now())
            if self._queue.next_retry is not None:
                self._shop.due(self.webhook_id, self._queue.next_retry)
            if not (taken := self._take()):
                return
            await self._begin(webhook, taken)

    def _take(self) -> list[Delivery]:
        """As many as may leave now. What is not written down yet is bounded, too."""
        taken: list[Delivery] = []
        while (
            self._sending + len(taken) < self._width
            and self._queue.under_way < self._shop.config.sockets * _UNWRITTEN
            and (delivery := self._queue.take()) is not None
        ):
            taken.append(delivery)
        return taken

    async def _current(self) -> Webhook | None:
        now = self._shop.clock.monotonic()
        if self._webhook is None or now >= self._refresh_at:
            found = await self._shop.storage.webhooks.by_ids([self.webhook_id])
            self._webhook = found[0] if found else None
            self._refresh_at = now + _REFRESH_S
        return self._webhook

    async def _begin(self, webhook: Webhook, taken: list[Delivery]) -> None:
        """Note the attempts, then make them."""
        clock = self._shop.clock
        starts = [
            AttemptStart(
                id=new_delivery_id(clock),
                webhook_id=webhook.id,
                event_seq=delivery.event.seq,
                at=clock.now(),
            )
            for delivery in taken
        ]
        try:
            allowed = await self._shop.storage.deliveries.begin(starts)
        except BaseException:
            for delivery in taken:
                self._let_go(delivery)
            self._queue.look_again(from_the_start=True)
            raise
        for delivery, start, may in zip(taken, starts, allowed, strict=True):
            if may:
                self._sending += 1
                self._shop.tasks.spawn(f"webhook {webhook.id}", self._attempt(webhook, delivery, start))
            else:
                self._let_go(delivery)

    async def _attempt(self, webhook: Webhook, delivery: Delivery, start: AttemptStart) -> None:
        try:
            outcome = await self._outcome(webhook, delivery, start)
        finally:
            self._sending -= 1
        self._adjust(outcome)
        self._queue.answered(delivery)
        end = self._end(delivery, outcome)
        self._shop.recorder.add(end, lambda: self._written(webhook, delivery, outcome, end))
        self._go_on()

    async def _outcome(self, webhook: Webhook, delivery: Delivery, start: AttemptStart) -> Outcome:
        event = delivery.event
        try:
            address = address_of(webhook, self._shop.secrets, self._shop.clock.now())
            return await self._shop.sender.send(
                address,
                letter_of(event),
                delivery_id=start.id,
                event_id=event.id,
                retry=delivery.attempts,
                at=start.at,
            )
        except SecretsError as error:
            self._shop.log.error("a webhook's secrets cannot be opened", webhook=webhook.id, error=str(error))
            return Outcome(attempt=_unsent(delivery, start, AttemptError.SECRET), verdict=Verdict.AGAIN)
        except Exception:  # supervisor: an attempt that ends nowhere would keep its chat waiting for ever
            self._shop.log.exception("attempt failed", webhook=webhook.id, event_id=event.id)
            return Outcome(attempt=_unsent(delivery, start, AttemptError.INTERNAL), verdict=Verdict.AGAIN)

    def _end(self, delivery: Delivery, outcome: Outcome) -> AttemptEnd:
        state, due_at, step = DeliveryState.DELIVERED, self._shop.clock.now(), delivery.step
        if outcome.verdict is not Verdict.TAKEN:
            later = next_attempt(
                self._shop.config, self._shop.clock, step=delivery.step, at_least_s=outcome.at_least_s
            )
            state = DeliveryState.FAILED if later is None else DeliveryState.PENDING
            due_at, step = later or due_at, step + 1
        return AttemptEnd(
            attempt=outcome.attempt, event_seq=delivery.event.seq, state=state, due_at=due_at, step=step
        )

    def _written(self, webhook: Webhook, delivery: Delivery, outcome: Outcome, end: AttemptEnd) -> None:
        again_at = end.due_at if end.state is DeliveryState.PENDING else None
        self._queue.settled(delivery, again_at=again_at)
        if again_at is not None:
            self._shop.due(self.webhook_id, again_at)
        if outcome.verdict is not Verdict.TAKEN:
            self._shop.give_up(webhook, outcome)
        self._go_on()

    def _go_on(self) -> None:
        self._woken = True
        self._changed.set()

    def _let_go(self, delivery: Delivery) -> None:
        self._queue.answered(delivery)
        self._queue.settled(delivery)

    def _adjust(self, outcome: Outcome) -> None:
        """A receiver that hangs gets one request at a time; one that answers gets more again."""
        self._width = 1 if outcome.hung else min(self._shop.config.sockets, self._width * 2)


def _unsent(delivery: Delivery, start: AttemptStart, error: AttemptError) -> DeliveryAttempt:
    return DeliveryAttempt(
        id=start.id,
        webhook_id=start.webhook_id,
        event=delivery.event.type.value,
        event_id=delivery.event.id,
        number=delivery.attempts,
        at=start.at,
        duration_ms=0,
        error=error,
    )
