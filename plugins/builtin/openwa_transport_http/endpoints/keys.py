"""API keys, for admins."""

from __future__ import annotations

from openwa_hookspecs.errors import FieldError, ValidationFailedError
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_transport_http.call import Call
from openwa_transport_http.shapes.keys import (
    CreatedKeyView,
    CreateKey,
    KeyView,
    created_key_view,
    key_view,
)
from openwa_transport_http.shapes.sessions import DoneView

__all__ = ["create_key", "list_keys", "revoke_key"]


async def create_key(call: Call, body: CreateKey) -> CreatedKeyView:
    """Make a key; its text is in this answer and nowhere else."""
    if body.expires_at is not None and body.expires_at <= call.time:
        raise ValidationFailedError(FieldError(path="expiresAt", message="is in the past"))
    return created_key_view(await call.gateway.keys.create(call.caller, body.spec()))


async def list_keys(call: Call) -> list[KeyView]:
    """All keys, oldest first, the revoked too."""
    return [key_view(record) for record in await call.gateway.keys.list(call.caller)]


async def revoke_key(call: Call, key_id: ApiKeyId) -> DoneView:
    """End a key for good."""
    await call.gateway.keys.revoke(call.caller, key_id)
    return DoneView(message="API key revoked successfully")
