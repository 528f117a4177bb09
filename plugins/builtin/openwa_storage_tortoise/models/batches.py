"""The tables of bulk sending."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from openwa_storage_tortoise.models.sessions import Session

__all__ = ["Batch", "BatchItem"]


class Batch(Model):
    """Many messages in one request."""

    id = fields.BigIntField(primary_key=True, generated=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "openwa.Session", on_delete=fields.CASCADE, related_name=False
    )
    batch_id = fields.CharField(max_length=255)
    """The caller may choose it."""
    state = fields.CharField(max_length=16)
    delay_ms = fields.IntField()
    randomize_delay = fields.BooleanField()
    stop_on_error = fields.BooleanField()
    due_at = fields.DatetimeField(null=True)
    """When the next item may go; null once the batch has ended."""
    created_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    completed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "batches"
        unique_together = (("session", "batch_id"),)
        indexes = (Index(fields=("due_at",)),)


class BatchItem(Model):
    """One message of a batch."""

    id = fields.BigIntField(primary_key=True, generated=True)
    batch: fields.ForeignKeyRelation[Batch] = fields.ForeignKeyField(
        "openwa.Batch", on_delete=fields.CASCADE, related_name=False
    )
    position = fields.IntField()
    chat_id = fields.CharField(max_length=128)
    body = fields.TextField()
    content = fields.TextField(null=True)
    """As in `messages`."""
    quoted_message_id = fields.CharField(max_length=255, null=True)
    mentioned_ids = fields.TextField(null=True)
    file = fields.CharField(max_length=255, null=True)
    """The name of the stored file, which must not go before the message did."""
    state = fields.CharField(max_length=16)
    key = fields.CharField(max_length=255, null=True)
    """Of its row in `messages`, once it is under way."""
    message_id = fields.CharField(max_length=255, null=True)
    error_code = fields.CharField(max_length=64, null=True)
    error_message = fields.TextField(null=True)
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "batch_items"
        unique_together = (("batch", "position"),)
