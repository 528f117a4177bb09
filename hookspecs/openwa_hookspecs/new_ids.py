"""Ids that plugins and core make alike."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.context import Clock
from openwa_hookspecs.models.ids import EventId

__all__ = ["new_event_id"]

_RANDOM_BYTES: Final = 8


def new_event_id(clock: Clock) -> EventId:
    """A fresh event id; ids sort by the millisecond in which they were made."""
    milliseconds = int(clock.now().timestamp() * 1000)
    return EventId(f"evt_{milliseconds:012x}{clock.token(_RANDOM_BYTES).hex()}")
