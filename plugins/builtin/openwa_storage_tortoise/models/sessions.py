"""The tables of a session: its record, and whom its account knows under two ids."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

__all__ = ["Identity", "Session"]


class Session(Model):
    """One WhatsApp account, and which process may write it."""

    id = fields.CharField(max_length=64, primary_key=True)
    name = fields.CharField(max_length=64, unique=True)
    engine = fields.CharField(max_length=64)
    status = fields.CharField(max_length=16)
    reason = fields.CharField(max_length=32, null=True)
    detail = fields.TextField(null=True)
    wanted = fields.BooleanField()
    phone_number = fields.CharField(max_length=32, null=True)
    push_name = fields.TextField(null=True)
    platform = fields.CharField(max_length=64, null=True)
    lid = fields.CharField(max_length=128, null=True)
    connected_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    owner = fields.CharField(max_length=128, null=True)
    epoch = fields.BigIntField()
    lease_until = fields.DatetimeField(null=True)
    config = fields.TextField(null=True)
    """The engine's settings for this session, JSON."""
    proxy = fields.TextField(null=True)
    """Encrypted: it may hold a password."""

    class Meta:
        table = "sessions"
        indexes = (Index(fields=("created_at", "id")), Index(fields=("owner",)))


class Identity(Model):
    """The two ids of one person, as one account knows them."""

    id = fields.BigIntField(primary_key=True, generated=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "openwa.Session", on_delete=fields.CASCADE, related_name=False
    )
    lid = fields.CharField(max_length=128)
    chat_id = fields.CharField(max_length=128)
    """The id made of the phone number."""
    seen_at = fields.DatetimeField()

    class Meta:
        table = "identities"
        unique_together = (("session", "lid"),)
        indexes = (Index(fields=("session_id", "chat_id")),)
