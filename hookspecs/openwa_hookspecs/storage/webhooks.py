"""Webhooks and their deliveries at rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import DeliveryId, SessionId, WebhookId
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.webhooks import (
    AttemptEnd,
    AttemptStart,
    Backlog,
    Delivery,
    DeliveryAttempt,
    DisabledReason,
    NewDelivery,
    Webhook,
    WebhookChanges,
)

__all__ = ["DeliveryRepository", "WebhookRepository"]


class WebhookRepository(Protocol):
    """Webhooks, each of one session. They go with their session."""

    async def add(self, webhook: Webhook, *, limit: int, claim: IdempotencyClaim | None = None) -> None:
        """Raises `WebhookExistsError` when the session has one with this URL, `WebhookLimitReachedError` when
        it has `limit` already, `SessionNotFoundError`; then the claim is not written either."""
        ...

    async def get(self, session_id: SessionId, webhook_id: WebhookId) -> Webhook | None: ...

    async def page(self, session_id: SessionId, *, number: int, limit: int) -> Page[Webhook]:
        """Oldest first."""
        ...

    async def active(self, sessions: Collection[SessionId]) -> Sequence[Webhook]:
        """The active ones of these sessions."""
        ...

    async def by_ids(self, ids: Collection[WebhookId]) -> Sequence[Webhook]:
        """Those that exist, active or not."""
        ...

    async def update(
        self, session_id: SessionId, webhook_id: WebhookId, *, changes: WebhookChanges, at: datetime
    ) -> Webhook | None:
        """The webhook after the change; None when it is gone. Turning it off cancels its PENDING deliveries;
        turning off what is off, or on what is on, changes nothing of why and since when. Raises
        `WebhookExistsError`."""
        ...

    async def disable(
        self, webhook_id: WebhookId, *, reason: DisabledReason, at: datetime, events: Sequence[Event]
    ) -> bool:
        """Turn it off and cancel its PENDING deliveries. False, and no events, when it is gone or off."""
        ...

    async def remove(self, session_id: SessionId, webhook_id: WebhookId) -> bool:
        """Remove it with its deliveries and their log. False when it is gone."""
        ...


class DeliveryRepository(Protocol):
    """Which webhook has still to get which event, and the delivery log. One sink writes here.

    A webhook that is off has no PENDING deliveries: they would hold up pruning for ever.
    """

    async def plan(self, deliveries: Sequence[NewDelivery], *, at: datetime) -> None:
        """PENDING and due at once. A delivery that is known, whatever its state, stays as it is; one to a
        webhook that is gone or off is left out."""
        ...

    async def fresh(self, webhook_id: WebhookId, *, after: int, limit: int) -> Sequence[Delivery]:
        """PENDING deliveries of which no attempt has ended, of events with a `seq` above `after`, in the
        order of the log. So what a crash cut off comes again in its place."""
        ...

    async def retries(self, webhook_id: WebhookId, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """PENDING deliveries of which an attempt has ended and that are due, the one that is due for longest
        first."""
        ...

    async def backlog(self) -> Sequence[Backlog]:
        """Each webhook that has PENDING deliveries."""
        ...

    async def begin(self, starts: Sequence[AttemptStart]) -> Sequence[bool]:
        """Note, before the first byte, that an attempt is made: `attempts` + 1. Which of them may be made:
        not that of a delivery that is no more PENDING, of which nothing is written."""
        ...

    async def end(self, ends: Sequence[AttemptEnd]) -> None:
        """Write the attempts to the log and what becomes of their deliveries. One that was cancelled
        meanwhile stays so, unless it arrived; a webhook that is gone has no log. A success clears the
        webhook's `failing_since`, a failure sets it when it is clear. U+0000 in a response may come back
        replaced."""
        ...

    async def note(self, attempt: DeliveryAttempt) -> None:
        """Write an attempt of no delivery (a test) to the log."""
        ...

    async def interrupted(self, *, at: datetime) -> Sequence[WebhookId]:
        """After a crash, before any `begin`: attempts that were begun and not ended go to the log as
        INTERRUPTED; retries among their deliveries are due now. The webhooks that had some."""
        ...

    async def again(self, webhook_id: WebhookId, delivery_id: DeliveryId, *, at: datetime) -> bool:
        """Make the delivery of that attempt PENDING, due now, at step 0; one that is under way still ends as
        that attempt does. False when the webhook is off or has no such attempt (attempts go with their
        events), or one of a test."""
        ...

    async def recover(self, webhook_id: WebhookId, deliveries: Sequence[NewDelivery], *, at: datetime) -> int:
        """Plan those that are not known; FAILED and CANCELLED ones become PENDING, due now, at step 0. How
        many will be sent because of this: none when the webhook is off."""
        ...

    async def attempts(self, webhook_id: WebhookId, *, number: int, limit: int) -> Page[DeliveryAttempt]:
        """The delivery log, newest first; attempts under way are not among them."""
        ...
