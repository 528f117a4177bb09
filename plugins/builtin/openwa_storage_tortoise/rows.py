"""Between rows and values: what both databases give back, made the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from enum import Enum

__all__ = ["as_moment", "as_optional_moment", "as_texts", "placeholders", "plain", "texts"]


def as_moment(value: str | datetime) -> datetime:
    """A moment as SQLite (text) or PostgreSQL keeps it."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def as_optional_moment(value: str | datetime | None) -> datetime | None:
    """A moment, or none."""
    return None if value is None else as_moment(value)


def plain(value: object) -> object:
    """A member of a record as a parameter: of an enum its value."""
    return value.value if isinstance(value, Enum) else value


def texts(values: Iterable[str]) -> str | None:
    """A list of texts for one column; None when it is empty."""
    listed = list(values)
    return json.dumps(listed, ensure_ascii=False) if listed else None


def as_texts(value: str | None) -> tuple[str, ...]:
    """The list that `texts` wrote."""
    return tuple(json.loads(value)) if value else ()


def placeholders(first: int, count: int) -> str:
    """`$3, $4, $5`: for an IN list whose parameters start at place `first`."""
    return ", ".join(f"${place}" for place in range(first, first + count))
