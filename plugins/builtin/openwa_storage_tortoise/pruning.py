"""The end of the event log that may go."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from openwa_storage_tortoise.statements import Row, Steps, fetch

__all__ = ["prune_steps"]

_AT_ONCE: Final = 4096
"""Events a call: a few tens of milliseconds in which nobody else writes."""


def prune_steps(*, older_than: datetime, keep: int, upto: int) -> Steps[int]:
    """See `EventRepository.prune`."""
    yield from fetch("DELETE FROM delivery_attempts WHERE seq IS NULL AND started_at < $1", older_than)
    first = (yield from _number("SELECT MIN(seq) FROM events")) or 0
    last = (yield from _number("SELECT MAX(seq) FROM events")) or 0
    old_enough = max((yield from _before(older_than, last)), last - keep)
    waiting = yield from _number("SELECT MIN(seq) FROM deliveries WHERE state IN ('fresh', 'pending')")
    allowed = upto if waiting is None else min(upto, waiting - 1)
    end = min(old_enough, allowed, first + _AT_ONCE - 1)
    if end < first or last == 0:
        return 0
    for table in ("delivery_attempts", "deliveries"):
        yield from fetch(f"DELETE FROM {table} WHERE seq <= $1", end)
    return len((yield from fetch("DELETE FROM events WHERE seq <= $1 RETURNING seq", end)))


def _before(moment: datetime, last: int) -> Steps[int]:
    """The place before the first event that is not older: few are read, as the oldest come first."""
    sql = "SELECT seq FROM events WHERE time >= $1 ORDER BY seq LIMIT 1"
    rows: list[Row] = list((yield from fetch(sql, moment)))
    return rows[0][0] - 1 if rows else last


def _number(sql: str) -> Steps[int | None]:
    rows = yield from fetch(sql)
    found: int | None = rows[0][0]
    return found
