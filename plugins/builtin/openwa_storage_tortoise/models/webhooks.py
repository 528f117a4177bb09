"""The tables of webhooks: the subscriptions, what is to be delivered, and every attempt."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from openwa_storage_tortoise.models.sessions import Session

__all__ = ["Delivery", "DeliveryAttempt", "Webhook"]


class Webhook(Model):
    """An endpoint of a session. Secrets and headers are encrypted."""

    id = fields.CharField(max_length=64, primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "openwa.Session", on_delete=fields.CASCADE, related_name=False
    )
    url = fields.CharField(max_length=2048)
    events = fields.TextField()
    """The kinds of event that it wants: a JSON list."""
    headers = fields.TextField(null=True)
    secret = fields.TextField(null=True)
    previous_secret = fields.TextField(null=True)
    previous_until = fields.DatetimeField(null=True)
    active = fields.BooleanField()
    failing_since = fields.DatetimeField(null=True)
    disabled_at = fields.DatetimeField(null=True)
    disabled_reason = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "webhooks"
        unique_together = (("session", "url"),)


class Delivery(Model):
    """One event on its way to one webhook: a row for each pair, ever."""

    id = fields.BigIntField(primary_key=True, generated=True)
    webhook: fields.ForeignKeyRelation[Webhook] = fields.ForeignKeyField(
        "openwa.Webhook", on_delete=fields.CASCADE, related_name=False
    )
    seq = fields.BigIntField()
    """The event's place in the log."""
    chat_id = fields.CharField(max_length=128, null=True)
    idempotency_key = fields.CharField(max_length=512)
    state = fields.CharField(max_length=16)
    attempts = fields.IntField()
    due_at = fields.DatetimeField(null=True)
    """Null once it is settled."""
    created_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "deliveries"
        unique_together = (("webhook", "seq"),)
        indexes = (Index(fields=("due_at", "id")),)


class DeliveryAttempt(Model):
    """What came of one request."""

    id = fields.CharField(max_length=64, primary_key=True)
    delivery: fields.ForeignKeyRelation[Delivery] = fields.ForeignKeyField(
        "openwa.Delivery", on_delete=fields.CASCADE, related_name=False
    )
    number = fields.IntField()
    started_at = fields.DatetimeField()
    duration_ms = fields.IntField()
    status = fields.IntField(null=True)
    error = fields.CharField(max_length=64, null=True)
    response = fields.TextField(null=True)

    class Meta:
        table = "delivery_attempts"
        unique_together = (("delivery", "number"),)
