"""Making keys."""

from __future__ import annotations

from openwa_auth_apikey.known_key import parse_networks
from openwa_auth_apikey.secret import digest, new_secret, shown_prefix
from openwa_hookspecs.context import Clock
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, CreatedKey

__all__ = ["issue_key", "key_record"]

_ID_BYTES = 8


def issue_key(spec: ApiKeySpec, clock: Clock) -> CreatedKey:
    """A new key, stored nowhere yet. Raises `ValidationFailedError` for networks that are none."""
    parse_networks(spec)
    secret = new_secret(clock)
    record = key_record(ApiKeyId(f"key_{clock.token(_ID_BYTES).hex()}"), spec, secret, clock)
    return CreatedKey(record=record, secret=secret)


def key_record(key_id: ApiKeyId, spec: ApiKeySpec, secret: str, clock: Clock) -> ApiKeyRecord:
    """What is kept of a key."""
    return ApiKeyRecord(
        id=key_id,
        spec=spec,
        prefix=shown_prefix(secret),
        digest=digest(secret),
        created_at=clock.now(),
    )
