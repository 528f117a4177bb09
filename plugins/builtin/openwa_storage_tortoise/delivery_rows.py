"""Between rows and deliveries, attempts and backlogs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from openwa_hookspecs.models.ids import WebhookId
from openwa_hookspecs.models.webhooks import AttemptError, Backlog, Delivery, DeliveryAttempt, DeliveryState
from openwa_storage_tortoise.event_rows import EVENT_COLUMNS, as_event
from openwa_storage_tortoise.rows import as_moment
from openwa_storage_tortoise.statements import Row

__all__ = ["ATTEMPT_COLUMNS", "as_attempt", "as_backlogs", "as_delivery", "select_deliveries"]

_EVENT: Final = ", ".join(f"events.{name}" for name in EVENT_COLUMNS)
ATTEMPT_COLUMNS: Final = (
    "id, webhook_id, event, event_id, number, started_at, duration_ms, status, error, response, succeeded"
)


def select_deliveries(*, where: str, order: str, limit: int) -> str:
    """The rows are chosen first, out of their index, and only then joined with their events, in any order."""
    columns = "webhook_id, seq, state, attempts, step, due_at"
    chosen = f"SELECT {columns} FROM deliveries WHERE {where} ORDER BY {order} LIMIT {limit:d}"
    return (
        f"SELECT {_EVENT}, chosen.webhook_id, chosen.state, chosen.attempts, chosen.step, chosen.due_at "
        f"FROM ({chosen}) AS chosen JOIN events ON events.seq = chosen.seq"
    )


def as_delivery(row: Row) -> Delivery:
    """The delivery in a row of `select_deliveries`."""
    width = len(EVENT_COLUMNS)
    webhook_id, state, attempts, step, due_at = row[width:]
    return Delivery(
        webhook_id=webhook_id,
        event=as_event(row[:width]),
        state=DeliveryState.PENDING if state == "fresh" else DeliveryState(state),
        due_at=as_moment(due_at),
        attempts=attempts,
        step=step,
    )


def as_attempt(row: Row) -> DeliveryAttempt:
    """The attempt in a row of `ATTEMPT_COLUMNS`."""
    attempt_id, webhook_id, event, event_id, number, at, duration_ms, status, error, response, succeeded = row
    return DeliveryAttempt(
        id=attempt_id,
        webhook_id=webhook_id,
        event=event,
        event_id=event_id,
        number=number,
        at=as_moment(at),
        duration_ms=duration_ms,
        status=status,
        error=AttemptError(error) if error else None,
        response=response,
        succeeded=bool(succeeded),
    )


def as_backlogs(rows: Iterable[Row]) -> Sequence[Backlog]:
    """The backlogs in rows of webhook, count, oldest event's time and next time due: several of one webhook
    add up."""
    found: dict[WebhookId, Backlog] = {}
    for webhook_id, pending, oldest, next_due in rows:
        more = Backlog(
            webhook_id=webhook_id, pending=pending, oldest=as_moment(oldest), next_due=as_moment(next_due)
        )
        known = found.get(webhook_id)
        found[webhook_id] = more if known is None else _sum(known, more)
    return list(found.values())


def _sum(one: Backlog, other: Backlog) -> Backlog:
    return Backlog(
        webhook_id=one.webhook_id,
        pending=one.pending + other.pending,
        oldest=min(one.oldest, other.oldest),
        next_due=min(one.next_due, other.next_due),
    )
