"""The first admin key: from the environment, or made at the first start and shown once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Mapping
from typing import Final

from openwa_auth_apikey.config import ApiKeyConfig
from openwa_auth_apikey.issue import issue_key, key_record
from openwa_auth_apikey.key_file import write_key_file
from openwa_auth_apikey.secret import is_own_choice
from openwa_hookspecs.context import Clock
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, Role
from openwa_hookspecs.storage import KeyRepository

__all__ = ["ENVIRONMENT_KEY", "environment_key", "has_admin", "make_first_key"]

ENVIRONMENT_KEY: Final = ApiKeyId("key_environment")
"""The id of the key that the environment gives; stays the same when the variable changes."""


def environment_key(config: ApiKeyConfig, environ: Mapping[str, str], clock: Clock) -> ApiKeyRecord | None:
    """The admin key of the environment, None when the variable is not set or empty. Raises `ValueError` for
    one that is too easily guessed."""
    secret = environ.get(config.admin_key_env, "")
    if not secret:
        return None
    if not is_own_choice(secret):
        raise ValueError(f"{config.admin_key_env} must be 16 to 256 printable ASCII characters")
    spec = ApiKeySpec(name=config.admin_key_env, role=Role.ADMIN)
    return key_record(ENVIRONMENT_KEY, spec, secret, clock)


def has_admin(records: Iterable[ApiKeyRecord], clock: Clock) -> bool:
    """Whether anyone can manage the gateway."""
    now = clock.now()
    return any(
        record.spec.role is Role.ADMIN
        and record.revoked_at is None
        and (record.spec.expires_at is None or record.spec.expires_at > now)
        for record in records
    )


async def make_first_key(config: ApiKeyConfig, keys: KeyRepository, clock: Clock) -> ApiKeyRecord:
    """Make an admin key, keep it in a file, store it, and show it on the console.

    The file comes first: a crash in between leaves a file with a key that opens nothing, and the next start
    replaces it.
    """
    created = issue_key(ApiKeySpec(name="first admin key", role=Role.ADMIN), clock)
    await asyncio.to_thread(write_key_file, config.admin_key_file, created.secret)
    await keys.add(created.record)
    _show(config, created.secret)
    return created.record


def _show(config: ApiKeyConfig, secret: str) -> None:
    """Straight to the console: a log would keep it."""
    sys.stderr.write(
        f"\nThe admin API key, shown this once and kept in {config.admin_key_file}:\n\n    {secret}\n\n"
        f"(Set {config.admin_key_env} to use a key of your own instead.)\n\n"
    )
    sys.stderr.flush()
