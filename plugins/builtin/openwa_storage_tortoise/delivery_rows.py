"""Between rows and deliveries, attempts and backlogs."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.models.webhooks import AttemptError, Backlog, Delivery, DeliveryAttempt, DeliveryState
from openwa_storage_tortoise.event_rows import EVENT_COLUMNS, as_event
from openwa_storage_tortoise.rows import as_moment
from openwa_storage_tortoise.statements import Row

__all__ = ["ATTEMPT_COLUMNS", "SELECT_DELIVERIES", "as_attempt", "as_backlog", "as_delivery"]

_EVENT: Final = ", ".join(f"events.{name}" for name in EVENT_COLUMNS)
SELECT_DELIVERIES: Final = (
    f"SELECT {_EVENT}, deliveries.webhook_id, deliveries.state, deliveries.attempts, deliveries.step, "
    "COALESCE(deliveries.due_at, deliveries.created_at) "
    "FROM deliveries JOIN events ON events.seq = deliveries.seq"
)
ATTEMPT_COLUMNS: Final = (
    "id, webhook_id, event, event_id, number, started_at, duration_ms, status, error, response, succeeded"
)


def as_delivery(row: Row) -> Delivery:
    """The delivery in a row of `SELECT_DELIVERIES`."""
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


def as_backlog(row: Row) -> Backlog:
    """The backlog in a row of webhook, count, oldest event's time and next time due."""
    webhook_id, pending, oldest, next_due = row
    return Backlog(
        webhook_id=webhook_id, pending=pending, oldest=as_moment(oldest), next_due=as_moment(next_due)
    )
