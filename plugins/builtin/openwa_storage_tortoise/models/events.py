"""The tables of the event log and of the sinks that read it."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

__all__ = ["DeadLetter", "Event", "LogHead", "SinkCursor"]


class Event(Model):
    """One line of the append-only log. It outlives its session."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    id = fields.CharField(max_length=64, unique=True)
    session_id = fields.CharField(max_length=64)
    chat_id = fields.CharField(max_length=128, null=True)
    type = fields.CharField(max_length=64)
    time = fields.DatetimeField()
    data = fields.TextField()
    """JSON as text, never jsonb: it is signed, and must come back byte for byte."""

    class Meta:
        table = "events"
        indexes = (Index(fields=("session_id", "seq")),)


class LogHead(Model):
    """The last `seq` given. Locked until commit: `seq` follows the commits."""

    log = fields.CharField(max_length=16, primary_key=True)
    seq = fields.BigIntField()

    class Meta:
        table = "log_head"


class SinkCursor(Model):
    """How far a durable sink has come."""

    sink = fields.CharField(max_length=64, primary_key=True)
    seq = fields.BigIntField()
    moved_at = fields.DatetimeField()

    class Meta:
        table = "sink_cursors"


class DeadLetter(Model):
    """An event that a sink refused, whole: it outlives its line in the log."""

    id = fields.BigIntField(primary_key=True, generated=True)
    sink = fields.CharField(max_length=64)
    seq = fields.BigIntField()
    event_id = fields.CharField(max_length=64)
    session_id = fields.CharField(max_length=64)
    chat_id = fields.CharField(max_length=128, null=True)
    type = fields.CharField(max_length=64)
    time = fields.DatetimeField()
    data = fields.TextField()
    error = fields.TextField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "dead_letters"
        unique_together = (("sink", "seq"),)
