"""The tables of webhooks: the subscriptions, what is to be delivered, and every attempt."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index, PartialIndex
from tortoise.models import Model

from openwa_storage_tortoise.models.indexes import UnderWayIndex
from openwa_storage_tortoise.models.sessions import Session

__all__ = ["Delivery", "DeliveryAttempt", "Webhook"]


class Webhook(Model):
    """An endpoint of a session. Secrets and headers are encrypted."""

    id = fields.CharField(max_length=64, primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "openwa.Session", on_delete=fields.CASCADE, related_name=False
    )
    url = fields.CharField(max_length=2048)
    types = fields.TextField(null=True)
    """The kinds of event that it wants, as a JSON list; null for all. So are the chats."""
    chats = fields.TextField(null=True)
    is_group = fields.BooleanField(null=True)
    from_me = fields.BooleanField(null=True)
    secrets = fields.TextField(null=True)
    """A JSON list: the current one first."""
    header_names = fields.TextField(null=True)
    headers = fields.TextField(null=True)
    active = fields.BooleanField()
    failing_since = fields.DatetimeField(null=True)
    last_success_at = fields.DatetimeField(null=True)
    disabled_at = fields.DatetimeField(null=True)
    disabled_reason = fields.CharField(max_length=16, null=True)
    created_at = fields.DatetimeField()

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
    state = fields.CharField(max_length=16)
    """`fresh` and `pending` are PENDING for callers: before and after the end of the first attempt."""
    attempts = fields.IntField()
    step = fields.IntField()
    due_at = fields.DatetimeField()
    attempt_id = fields.CharField(max_length=64, null=True)
    """The attempt under way."""
    attempt_at = fields.DatetimeField(null=True)

    class Meta:
        table = "deliveries"
        unique_together = (("webhook", "seq"),)
        indexes = (
            Index(fields=("seq",)),
            PartialIndex(fields=("webhook_id", "seq"), condition={"state": "fresh"}),
            PartialIndex(fields=("webhook_id", "due_at", "seq"), condition={"state": "pending"}),
            UnderWayIndex(fields=["webhook_id"]),
        )


class DeliveryAttempt(Model):
    """What came of one request. A test's belongs to no event."""

    id = fields.CharField(max_length=64, primary_key=True)
    webhook: fields.ForeignKeyRelation[Webhook] = fields.ForeignKeyField(
        "openwa.Webhook", on_delete=fields.CASCADE, related_name=False
    )
    seq = fields.BigIntField(null=True)
    event_id = fields.CharField(max_length=64, null=True)
    event = fields.CharField(max_length=64)
    number = fields.IntField()
    started_at = fields.DatetimeField()
    duration_ms = fields.IntField(null=True)
    status = fields.IntField(null=True)
    error = fields.CharField(max_length=16, null=True)
    response = fields.TextField(null=True)
    succeeded = fields.BooleanField()

    class Meta:
        table = "delivery_attempts"
        indexes = (Index(fields=("webhook_id", "started_at")), Index(fields=("seq",)))
