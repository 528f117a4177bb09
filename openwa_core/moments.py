"""A moment as people write it."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["read_moment"]


def read_moment(text: str) -> datetime:
    """ISO 8601 with an offset, such as 2026-02-02T10:00:00Z, in UTC. Raises `ValueError`, also for a time
    that UTC does not have."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("the offset is missing")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("UTC has no such time") from error
