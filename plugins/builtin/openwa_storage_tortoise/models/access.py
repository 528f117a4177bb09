"""The tables of callers and plugins: keys, repeated requests, private areas."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

__all__ = ["ApiKey", "IdempotentRequest", "PluginState"]


class ApiKey(Model):
    """Who may call. Holds the digest, never the key."""

    id = fields.CharField(max_length=64, primary_key=True)
    name = fields.TextField()
    role = fields.CharField(max_length=16)
    sessions = fields.TextField(null=True)
    """A JSON list of session ids; null means all."""
    networks = fields.TextField(null=True)
    """A JSON list of CIDR blocks; null means everywhere."""
    prefix = fields.CharField(max_length=32)
    digest = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_keys"


class IdempotentRequest(Model):
    """The answer to a request with an `Idempotency-Key`."""

    id = fields.BigIntField(primary_key=True, generated=True)
    caller = fields.CharField(max_length=64)
    route = fields.CharField(max_length=128)
    key = fields.CharField(max_length=255)
    body_digest = fields.CharField(max_length=64)
    target = fields.CharField(max_length=255, null=True)
    """What it made: a message's key or a session's id."""
    status = fields.IntField(null=True)
    """Null while it is being worked on."""
    response = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "idempotent_requests"
        unique_together = (("caller", "route", "key"),)
        indexes = (Index(fields=("expires_at",)),)


class PluginState(Model):
    """The private area of a plugin instance."""

    id = fields.BigIntField(primary_key=True, generated=True)
    area = fields.CharField(max_length=64)
    key = fields.CharField(max_length=255)
    value = fields.TextField()

    class Meta:
        table = "plugin_state"
        unique_together = (("area", "key"),)
