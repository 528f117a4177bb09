"""Webhooks and their deliveries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from openwa_hookspecs.errors import SessionNotFoundError, WebhookExistsError, WebhookLimitReachedError
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import DeliveryId, SessionId, WebhookId
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.webhooks import (
    AttemptEnd,
    AttemptError,
    AttemptStart,
    Backlog,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    DisabledReason,
    NewDelivery,
    Webhook,
    WebhookChanges,
)
from openwa_strangers.log import Events
from openwa_strangers.sessions import Sessions

PENDING, CANCELLED = DeliveryState.PENDING, DeliveryState.CANCELLED


@dataclass
class Row:
    delivery: Delivery
    started: AttemptStart | None = None
    fresh: bool = True


class Webhooks:
    def __init__(self, sessions: Sessions, events: Events) -> None:
        self.rows: dict[WebhookId, Webhook] = {}
        self.deliveries: dict[tuple[WebhookId, int], Row] = {}
        self.log: list[tuple[int | None, DeliveryAttempt]] = []
        self._sessions = sessions
        self._events = events
        sessions.on_remove(self._drop_session)
        sessions.add_webhook = self._put

    async def add(self, webhook: Webhook, *, limit: int, claim: IdempotencyClaim | None = None) -> None:
        if webhook.session_id not in self._sessions.records:
            raise SessionNotFoundError(webhook.session_id)
        self._refuse_twin(webhook)
        if len(self._of(webhook.session_id)) >= limit:
            raise WebhookLimitReachedError(limit)
        self._put(webhook)
        self._sessions.claims.write(claim)

    async def get(self, session_id: SessionId, webhook_id: WebhookId) -> Webhook | None:
        found = self.rows.get(webhook_id)
        return found if found is not None and found.session_id == session_id else None

    async def page(self, session_id: SessionId, *, number: int, limit: int) -> Page[Webhook]:
        return _page(self._of(session_id), number, limit)

    async def active(self, sessions: Collection[SessionId]) -> Sequence[Webhook]:
        return [row for row in self.rows.values() if row.active and row.session_id in sessions]

    async def by_ids(self, ids: Collection[WebhookId]) -> Sequence[Webhook]:
        return [row for row in self.rows.values() if row.id in ids]

    async def update(
        self, session_id: SessionId, webhook_id: WebhookId, *, changes: WebhookChanges, at: datetime
    ) -> Webhook | None:
        known = await self.get(session_id, webhook_id)
        if known is None:
            return None
        given: dict[str, Any] = changes.given()
        changed = replace(known, **given)
        self._refuse_twin(changed)
        if known.active and not changed.active:
            changed = replace(changed, disabled_reason=DisabledReason.BY_CALLER, disabled_at=at)
            self._cancel(webhook_id)
        if changed.active and not known.active:
            changed = replace(changed, disabled_reason=None, disabled_at=None, failing_since=None)
        self.rows[webhook_id] = changed
        return changed

    async def disable(
        self, webhook_id: WebhookId, *, reason: DisabledReason, at: datetime, events: Sequence[Event]
    ) -> bool:
        known = self.rows.get(webhook_id)
        if known is None or not known.active:
            return False
        self.rows[webhook_id] = replace(known, active=False, disabled_reason=reason, disabled_at=at)
        self._cancel(webhook_id)
        self._events.write(events)
        return True

    async def remove(self, session_id: SessionId, webhook_id: WebhookId) -> bool:
        known = await self.get(session_id, webhook_id)
        if known is not None:
            self._drop(webhook_id)
        return known is not None

    def _put(self, webhook: Webhook) -> None:
        self.rows[webhook.id] = webhook

    def _of(self, session_id: SessionId) -> list[Webhook]:
        found = [row for row in self.rows.values() if row.session_id == session_id]
        return sorted(found, key=lambda row: (row.created_at, row.id))

    def _refuse_twin(self, webhook: Webhook) -> None:
        for row in self._of(webhook.session_id):
            if row.url == webhook.url and row.id != webhook.id:
                raise WebhookExistsError(row.id)

    def _cancel(self, webhook_id: WebhookId) -> None:
        for (owner, _), row in self.deliveries.items():
            if owner == webhook_id and row.delivery.state is PENDING:
                row.delivery = replace(row.delivery, state=CANCELLED)

    def _drop_session(self, session_id: SessionId) -> None:
        for row in self._of(session_id):
            self._drop(row.id)

    def _drop(self, webhook_id: WebhookId) -> None:
        del self.rows[webhook_id]
        self.deliveries = {key: row for key, row in self.deliveries.items() if key[0] != webhook_id}
        self.log = [line for line in self.log if line[1].webhook_id != webhook_id]


class Deliveries:
    def __init__(self, webhooks: Webhooks, events: Events) -> None:
        self._webhooks = webhooks
        events.first_waiting = self._first_waiting
        events.on_prune = self._prune

    async def plan(self, deliveries: Sequence[NewDelivery], *, at: datetime) -> None:
        for new in deliveries:
            self._plan(new, at)

    async def fresh(self, webhook_id: WebhookId, *, after: int, limit: int) -> Sequence[Delivery]:
        found = [one for one in self._pending(webhook_id, fresh=True) if one.event.seq > after]
        return sorted(found, key=lambda one: one.event.seq)[:limit]

    async def retries(self, webhook_id: WebhookId, *, now: datetime, limit: int) -> Sequence[Delivery]:
        found = [one for one in self._pending(webhook_id, fresh=False) if one.due_at <= now]
        return sorted(found, key=lambda one: one.due_at)[:limit]

    async def backlog(self) -> Sequence[Backlog]:
        return [
            Backlog(
                webhook_id=webhook_id,
                pending=len(waiting),
                oldest=min(waiting, key=lambda one: one.event.seq).event.time,
                next_due=min(one.due_at for one in waiting),
            )
            for webhook_id in self._webhooks.rows
            if (waiting := self._pending(webhook_id))
        ]

    async def begin(self, starts: Sequence[AttemptStart]) -> Sequence[bool]:
        return [self._begin(start) for start in starts]

    async def end(self, ends: Sequence[AttemptEnd]) -> None:
        for end in ends:
            self._end(end)

    async def note(self, attempt: DeliveryAttempt) -> None:
        self._write(None, attempt)

    async def interrupted(self, *, at: datetime) -> Sequence[WebhookId]:
        found: list[WebhookId] = []
        for row in self._webhooks.deliveries.values():
            if row.started is not None:
                found.append(row.started.webhook_id)
                self._interrupt(row, row.started, at)
        return list(dict.fromkeys(found))

    async def again(self, webhook_id: WebhookId, delivery_id: DeliveryId, *, at: datetime) -> bool:
        for seq, attempt in self._webhooks.log:
            is_it = attempt.id == delivery_id and attempt.webhook_id == webhook_id
            if is_it and seq is not None and self._is_on(webhook_id):
                row = self._webhooks.deliveries[webhook_id, seq]
                row.delivery = replace(row.delivery, state=PENDING, due_at=at, step=0)
                row.fresh = False
                return True
        return False

    async def recover(self, webhook_id: WebhookId, deliveries: Sequence[NewDelivery], *, at: datetime) -> int:
        return sum(self._plan(new, at) or self._renew(new, at) for new in deliveries)

    async def attempts(self, webhook_id: WebhookId, *, number: int, limit: int) -> Page[DeliveryAttempt]:
        found = [attempt for _, attempt in self._webhooks.log if attempt.webhook_id == webhook_id]
        return _page(sorted(found, key=lambda one: (one.at, one.id), reverse=True), number, limit)

    def _pending(self, webhook_id: WebhookId, *, fresh: bool | None = None) -> list[Delivery]:
        rows = self._webhooks.deliveries.items()
        return [
            row.delivery
            for (owner, _), row in rows
            if owner == webhook_id and row.delivery.state is PENDING and fresh in (None, row.fresh)
        ]

    def _is_on(self, webhook_id: WebhookId) -> bool:
        webhook = self._webhooks.rows.get(webhook_id)
        return webhook is not None and webhook.active

    def _plan(self, new: NewDelivery, at: datetime) -> bool:
        key = (new.webhook_id, new.event.seq)
        if not self._is_on(new.webhook_id) or key in self._webhooks.deliveries:
            return False
        delivery = Delivery(webhook_id=new.webhook_id, event=new.event, state=PENDING, due_at=at)
        self._webhooks.deliveries[key] = Row(delivery)
        return True

    def _renew(self, new: NewDelivery, at: datetime) -> bool:
        row = self._webhooks.deliveries.get((new.webhook_id, new.event.seq))
        settled = (CANCELLED, DeliveryState.FAILED)
        if row is None or row.delivery.state not in settled or not self._is_on(new.webhook_id):
            return False
        row.delivery = replace(row.delivery, state=PENDING, due_at=at, step=0)
        row.fresh = row.delivery.attempts == 0
        return True

    def _begin(self, start: AttemptStart) -> bool:
        row = self._webhooks.deliveries.get((start.webhook_id, start.event_seq))
        if row is None or row.delivery.state is not PENDING:
            return False
        row.started = start
        row.delivery = replace(row.delivery, attempts=row.delivery.attempts + 1)
        return True

    def _end(self, end: AttemptEnd) -> None:
        attempt = end.attempt
        self._write(end.event_seq, attempt)
        if (webhook := self._webhooks.rows.get(attempt.webhook_id)) is not None:
            since = None if attempt.succeeded else webhook.failing_since or attempt.at
            at = attempt.at if attempt.succeeded else webhook.last_success_at
            self._webhooks.rows[webhook.id] = replace(webhook, failing_since=since, last_success_at=at)
        row = self._webhooks.deliveries.get((attempt.webhook_id, end.event_seq))
        if row is None or row.started is None or row.started.id != attempt.id:
            return
        if row.delivery.state is PENDING or end.state is DeliveryState.DELIVERED:
            row.delivery = replace(row.delivery, state=end.state, due_at=end.due_at, step=end.step)
            row.fresh = False
        row.started = None

    def _interrupt(self, row: Row, started: AttemptStart, at: datetime) -> None:
        event = row.delivery.event
        attempt = DeliveryAttempt(
            id=started.id,
            webhook_id=started.webhook_id,
            event=event.type.value,
            event_id=event.id,
            number=row.delivery.attempts - 1,
            at=started.at,
            error=AttemptError.INTERRUPTED,
        )
        self._write(event.seq, attempt)
        row.started = None
        if not row.fresh:
            row.delivery = replace(row.delivery, due_at=at)

    def _write(self, seq: int | None, attempt: DeliveryAttempt) -> None:
        if attempt.webhook_id in self._webhooks.rows:
            self._webhooks.log.append((seq, attempt))

    def _first_waiting(self) -> int | None:
        rows = self._webhooks.deliveries.items()
        return min((seq for (_, seq), row in rows if row.delivery.state is PENDING), default=None)

    def _prune(self, end: int, older_than: datetime) -> None:
        kept = self._webhooks.deliveries.items()
        self._webhooks.deliveries = {key: row for key, row in kept if key[1] > end}
        self._webhooks.log = [
            (seq, attempt)
            for seq, attempt in self._webhooks.log
            if (attempt.at >= older_than if seq is None else seq > end)
        ]


def _page(found: Sequence[Any], number: int, limit: int) -> Page[Any]:
    start = (number - 1) * limit
    return Page(items=found[start : start + limit], number=number, limit=limit, total=len(found))
