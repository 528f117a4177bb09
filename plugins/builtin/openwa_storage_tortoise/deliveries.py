"""Deliveries and the delivery log: `DeliveryRepository` over both databases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from openwa_hookspecs.models.ids import DeliveryId, EventId, WebhookId
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.webhooks import (
    AttemptEnd,
    AttemptError,
    AttemptStart,
    Backlog,
    Delivery,
    DeliveryAttempt,
    NewDelivery,
)
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.delivery_rows import (
    ATTEMPT_COLUMNS,
    as_attempt,
    as_backlogs,
    as_delivery,
    select_deliveries,
)
from openwa_storage_tortoise.delivery_writes import (
    BEGIN,
    END,
    LOG,
    PLAN,
    RENEW,
    attempt_row,
    begin_row,
    end_row,
    plan_row,
)
from openwa_storage_tortoise.rows import as_moment
from openwa_storage_tortoise.statements import Row, Steps, each, fetch
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["Deliveries"]

_FRESH: Final = "state = 'fresh' AND (webhook_id, seq) > ($1, $2) AND webhook_id <= $1"
_DUE: Final = "state = 'pending' AND webhook_id >= $1 AND (webhook_id, due_at) <= ($1, $2)"
"""Said so that only the index of what waits has the order: with `webhook_id = $1`, PostgreSQL at times walks
through all that was ever delivered, or sorts all that waits."""
_BACKLOG: Final = (
    "WITH waiting AS ("
    "SELECT webhook_id, COUNT(*) AS pending, MIN(seq) AS oldest, MIN(due_at) AS next_due "
    "FROM deliveries WHERE state = 'pending' GROUP BY webhook_id "
    "UNION ALL SELECT webhook_id, COUNT(*), MIN(seq), NULL "
    "FROM deliveries WHERE state = 'fresh' GROUP BY webhook_id) "
    "SELECT waiting.webhook_id, waiting.pending, events.time, COALESCE(waiting.next_due, first.due_at) "
    "FROM waiting JOIN events ON events.seq = waiting.oldest "
    "JOIN deliveries AS first ON first.webhook_id = waiting.webhook_id AND first.seq = waiting.oldest"
)
"""Fresh ones are due in the order of the log, so the index that has it is all that is read of them."""
_UNENDED: Final = (
    "SELECT deliveries.webhook_id, deliveries.seq, deliveries.attempt_id, deliveries.attempt_at, "
    "deliveries.attempts, events.id, events.type "
    "FROM deliveries JOIN events ON events.seq = deliveries.seq "
    "WHERE deliveries.attempt_id IS NOT NULL"
)
_FORGET_UNENDED: Final = (
    "UPDATE deliveries SET attempt_id = NULL, attempt_at = NULL, "
    "due_at = CASE WHEN state = 'pending' THEN $1 ELSE due_at END WHERE attempt_id IS NOT NULL"
)
_AGAIN: Final = (
    "UPDATE deliveries SET state = 'pending', due_at = $3, step = 0 WHERE webhook_id = $1 AND seq = $2 "
    "AND EXISTS (SELECT 1 FROM webhooks WHERE id = $1 AND active) RETURNING seq"
)
_SUCCEEDED: Final = "UPDATE webhooks SET last_success_at = $2, failing_since = $3 WHERE id = $1"
_FAILED: Final = "UPDATE webhooks SET failing_since = COALESCE(failing_since, $2) WHERE id = $1"


class Deliveries:
    """Rows of `deliveries` and `delivery_attempts`."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def plan(self, deliveries: Sequence[NewDelivery], *, at: datetime) -> None:
        rows = [plan_row(delivery, at) for delivery in deliveries]
        if rows:
            await self._writer.write(Change(steps=lambda: each(PLAN, rows)))

    async def fresh(self, webhook_id: WebhookId, *, after: int, limit: int) -> Sequence[Delivery]:
        sql = select_deliveries(where=_FRESH, order="webhook_id, seq", limit=limit)
        found = map(as_delivery, await self._database.read(sql, webhook_id, after))
        return sorted(found, key=lambda delivery: delivery.event.seq)

    async def retries(self, webhook_id: WebhookId, *, now: datetime, limit: int) -> Sequence[Delivery]:
        sql = select_deliveries(where=_DUE, order="webhook_id, due_at", limit=limit)
        found = map(as_delivery, await self._database.read(sql, webhook_id, now))
        return sorted(found, key=lambda delivery: (delivery.due_at, delivery.event.seq))

    async def backlog(self) -> Sequence[Backlog]:
        return as_backlogs(await self._database.read(_BACKLOG))

    async def begin(self, starts: Sequence[AttemptStart]) -> Sequence[bool]:
        rows = [begin_row(start) for start in starts]
        return await self._writer.write(Change(steps=lambda: each(BEGIN, rows))) if rows else ()

    async def end(self, ends: Sequence[AttemptEnd]) -> None:
        def steps() -> Steps[bool]:
            yield from each(LOG, [attempt_row(end.attempt, end.event_seq) for end in ends])
            yield from each(END, [end_row(end) for end in ends])
            for webhook_id, attempts in _by_webhook(end.attempt for end in ends).items():
                yield from _note_health(webhook_id, attempts)
            return True

        if ends:
            await self._writer.write(Change(steps=steps))

    async def note(self, attempt: DeliveryAttempt) -> None:
        await self._writer.write(Change(steps=lambda: each(LOG, [attempt_row(attempt, None)])))

    async def interrupted(self, *, at: datetime) -> Sequence[WebhookId]:
        def steps() -> Steps[Sequence[WebhookId]]:
            rows = yield from fetch(_UNENDED)
            if not rows:
                return ()
            yield from each(LOG, [_interrupted_row(row) for row in rows])
            yield from fetch(_FORGET_UNENDED, at)
            return tuple(dict.fromkeys(WebhookId(row[0]) for row in rows))

        return await self._writer.write(Change(steps=steps))

    async def again(self, webhook_id: WebhookId, delivery_id: DeliveryId, *, at: datetime) -> bool:
        def steps() -> Steps[bool]:
            sql = "SELECT seq FROM delivery_attempts WHERE id = $1 AND webhook_id = $2 AND seq IS NOT NULL"
            found = yield from fetch(sql, delivery_id, webhook_id)
            return bool(found and (yield from fetch(_AGAIN, webhook_id, found[0][0], at)))

        return await self._writer.write(Change(steps=steps))

    async def recover(self, webhook_id: WebhookId, deliveries: Sequence[NewDelivery], *, at: datetime) -> int:
        rows = [plan_row(delivery, at) for delivery in deliveries if delivery.webhook_id == webhook_id]

        def steps() -> Steps[int]:
            renewed = yield from each(RENEW, rows)
            planned = yield from each(PLAN, rows)
            return sum(renewed) + sum(planned)

        return await self._writer.write(Change(steps=steps)) if rows else 0

    async def attempts(self, webhook_id: WebhookId, *, number: int, limit: int) -> Page[DeliveryAttempt]:
        counted = await self._database.read(
            "SELECT COUNT(*) FROM delivery_attempts WHERE webhook_id = $1", webhook_id
        )
        sql = (
            f"SELECT {ATTEMPT_COLUMNS} FROM delivery_attempts WHERE webhook_id = $1 "
            f"ORDER BY started_at DESC, id DESC LIMIT {limit:d} OFFSET {(number - 1) * limit:d}"
        )
        rows = await self._database.read(sql, webhook_id)
        return Page(items=[as_attempt(row) for row in rows], number=number, limit=limit, total=counted[0][0])


def _by_webhook(attempts: Iterable[DeliveryAttempt]) -> Mapping[WebhookId, Sequence[DeliveryAttempt]]:
    found: dict[WebhookId, list[DeliveryAttempt]] = {}
    for attempt in attempts:
        found.setdefault(attempt.webhook_id, []).append(attempt)
    return found


def _note_health(webhook_id: WebhookId, attempts: Sequence[DeliveryAttempt]) -> Steps[None]:
    """When the webhook worked last, and since when it has not."""
    successes = [place for place, attempt in enumerate(attempts) if attempt.succeeded]
    if not successes:
        yield from fetch(_FAILED, webhook_id, attempts[0].at)
        return
    failed_since = attempts[successes[-1] + 1 :]
    failing_since = failed_since[0].at if failed_since else None
    yield from fetch(_SUCCEEDED, webhook_id, attempts[successes[-1]].at, failing_since)


def _interrupted_row(row: Row) -> tuple[object, ...]:
    webhook_id, seq, attempt_id, at, attempts, event_id, kind = row
    attempt = DeliveryAttempt(
        id=DeliveryId(attempt_id),
        webhook_id=WebhookId(webhook_id),
        event=kind,
        event_id=EventId(event_id),
        number=attempts - 1,
        at=as_moment(at),
        error=AttemptError.INTERRUPTED,
    )
    return attempt_row(attempt, seq)
