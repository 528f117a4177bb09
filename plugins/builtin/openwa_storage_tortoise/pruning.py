"""The oldest events of the log, as far as they may go."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from openwa_storage_tortoise.statements import Steps, fetch

__all__ = ["prune_steps"]

_AT_ONCE: Final = 2048
"""Events a call: some tens of milliseconds in which nobody else writes."""


def prune_steps(*, older_than: datetime, keep: int, upto: int) -> Steps[int]:
    """See `EventRepository.prune`. Looks at no more events and deliveries than may go in one call."""
    yield from fetch("DELETE FROM delivery_attempts WHERE seq IS NULL AND started_at < $1", older_than)
    first = (yield from _number("SELECT MIN(seq) FROM events")) or 0
    last = (yield from _number("SELECT MAX(seq) FROM events")) or 0
    end = min(upto, last, first + _AT_ONCE - 1)
    if end < first or last == 0:
        return 0
    sql = "SELECT MIN(seq) FROM events WHERE seq <= $1 AND time >= $2"
    young = yield from _number(sql, end, older_than)
    if young is not None:
        end = min(end, max(young - 1, last - keep))
    sql = "SELECT MIN(seq) FROM deliveries WHERE seq <= $1 AND state IN ('fresh', 'pending')"
    waiting = yield from _number(sql, end)
    if waiting is not None:
        end = waiting - 1
    for table in ("delivery_attempts", "deliveries"):
        yield from fetch(f"DELETE FROM {table} WHERE seq <= $1", end)
    return len((yield from fetch("DELETE FROM events WHERE seq <= $1 RETURNING seq", end)))


def _number(sql: str, *parameters: object) -> Steps[int | None]:
    rows = yield from fetch(sql, *parameters)
    found: int | None = rows[0][0]
    return found
