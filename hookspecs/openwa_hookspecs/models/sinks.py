"""How far a sink has come in the event log, and the events that it would not take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openwa_hookspecs.models.events import Event

__all__ = ["DeadLetter", "SinkCursor"]


@dataclass(frozen=True, kw_only=True)
class SinkCursor:
    """Everything up to `seq` is settled for this sink: taken, or put aside as a dead letter."""

    sink: str
    seq: int
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """An event that a sink refused for good. It stays readable when the log has been pruned."""

    sink: str
    event: Event
    error: str
    """One sentence for the operator."""
    at: datetime
