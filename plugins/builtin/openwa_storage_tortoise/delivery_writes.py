"""The hot statements: what happens to rows of `deliveries`, for any number of rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from openwa_hookspecs.models.webhooks import AttemptEnd, AttemptStart, DeliveryAttempt, NewDelivery
from openwa_storage_tortoise.rows import plain
from openwa_storage_tortoise.statements import Statement

__all__ = [
    "BEGIN",
    "END",
    "LOG",
    "PLAN",
    "RENEW",
    "attempt_row",
    "begin_row",
    "end_row",
    "plan_row",
]

_PAIR: Final = ("webhook_id", "seq")
_KEY: Final = (("webhook_id", "text"), ("seq", "bigint"))
_IS_IT: Final = "deliveries.seq = u.seq AND deliveries.webhook_id = u.webhook_id"
_IS_ON: Final = "EXISTS (SELECT 1 FROM webhooks WHERE webhooks.id = u.webhook_id AND webhooks.active)"

PLAN: Final = Statement(
    table="deliveries",
    columns=(*_KEY, ("at", "timestamptz")),
    identity=_PAIR,
    sql=(
        "INSERT INTO deliveries (webhook_id, seq, state, attempts, step, due_at) "
        "SELECT webhook_id, seq, 'fresh', 0, 0, at FROM {rows} "
        f"WHERE {_IS_ON} ON CONFLICT (webhook_id, seq) DO NOTHING"
    ),
)
RENEW: Final = Statement(
    table="deliveries",
    columns=(*_KEY, ("at", "timestamptz")),
    identity=_PAIR,
    sql=(
        "UPDATE deliveries SET step = 0, due_at = u.at, "
        "state = CASE WHEN attempts = 0 THEN 'fresh' ELSE 'pending' END "
        f"FROM {{rows}} WHERE {_IS_IT} AND deliveries.state IN ('failed', 'cancelled') AND {_IS_ON}"
    ),
)
"""Those that were given up."""
BEGIN: Final = Statement(
    table="deliveries",
    columns=(*_KEY, ("id", "text"), ("at", "timestamptz")),
    identity=_PAIR,
    sql=(
        "UPDATE deliveries SET attempts = attempts + 1, attempt_id = u.id, attempt_at = u.at "
        f"FROM {{rows}} WHERE {_IS_IT} AND deliveries.state IN ('fresh', 'pending')"
    ),
)
END: Final = Statement(
    table="deliveries",
    columns=(
        *_KEY,
        ("id", "text"),
        ("state", "text"),
        ("due_at", "timestamptz"),
        ("step", "integer"),
    ),
    sql=(
        "UPDATE deliveries SET due_at = u.due_at, step = u.step, attempt_id = NULL, attempt_at = NULL, "
        "state = CASE WHEN deliveries.state IN ('fresh', 'pending') OR u.state = 'delivered' "
        "THEN u.state ELSE deliveries.state END "
        f"FROM {{rows}} WHERE {_IS_IT} AND deliveries.attempt_id = u.id"
    ),
)
"""What was cancelled while it was under way stays so, unless it arrived."""
LOG: Final = Statement(
    table="delivery_attempts",
    columns=(
        ("id", "text"),
        ("webhook_id", "text"),
        ("seq", "bigint"),
        ("event_id", "text"),
        ("event", "text"),
        ("number", "integer"),
        ("started_at", "timestamptz"),
        ("duration_ms", "integer"),
        ("status", "integer"),
        ("error", "text"),
        ("response", "text"),
        ("succeeded", "boolean"),
    ),
    sql=(
        "INSERT INTO delivery_attempts (id, webhook_id, seq, event_id, event, number, started_at, "
        "duration_ms, status, error, response, succeeded) "
        "SELECT id, webhook_id, seq, event_id, event, number, started_at, "
        "duration_ms, status, error, response, succeeded FROM {rows} "
        "WHERE EXISTS (SELECT 1 FROM webhooks WHERE webhooks.id = u.webhook_id) "
        "ON CONFLICT (id) DO NOTHING"
    ),
)


def plan_row(delivery: NewDelivery, at: datetime) -> tuple[object, ...]:
    """A row of `PLAN` or `RENEW`."""
    return (delivery.webhook_id, delivery.event.seq, at)


def begin_row(start: AttemptStart) -> tuple[object, ...]:
    """A row of `BEGIN`."""
    return (start.webhook_id, start.event_seq, start.id, start.at)


def end_row(end: AttemptEnd) -> tuple[object, ...]:
    """A row of `END`."""
    return (end.attempt.webhook_id, end.event_seq, end.attempt.id, end.state.value, end.due_at, end.step)


def attempt_row(attempt: DeliveryAttempt, seq: int | None) -> tuple[object, ...]:
    """A row of `LOG`."""
    made: Sequence[object] = (attempt.number, attempt.at, attempt.duration_ms, attempt.status)
    response = attempt.response and attempt.response.replace("\0", "\ufffd")  # PostgreSQL keeps no U+0000
    outcome: Sequence[object] = (plain(attempt.error), response, attempt.succeeded)
    return (attempt.id, attempt.webhook_id, seq, attempt.event_id, attempt.event, *made, *outcome)
