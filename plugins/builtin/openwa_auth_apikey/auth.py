"""The auth service: who is behind an API key."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from openwa_auth_apikey.admin_key import ENVIRONMENT_KEY, environment_key, has_admin, make_first_key
from openwa_auth_apikey.attempts import FailedAttempts
from openwa_auth_apikey.config import ApiKeyConfig
from openwa_auth_apikey.issue import issue_key
from openwa_auth_apikey.known_key import KnownKey
from openwa_auth_apikey.last_use import LastUse
from openwa_auth_apikey.presented import presented_key
from openwa_auth_apikey.ring import KeyRing
from openwa_auth_apikey.secret import digest
from openwa_hookspecs.context import StoreContext
from openwa_hookspecs.errors import ApiKeyNotFoundError, ForbiddenError
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, CreatedKey, Credentials, Principal
from openwa_hookspecs.service import Health

__all__ = ["ApiKeyAuth"]


class ApiKeyAuth:
    """See `openwa_hookspecs.auth`: both `Auth` and `SupportsKeys`."""

    def __init__(self, config: ApiKeyConfig, context: StoreContext) -> None:
        self._config = config
        self._clock = context.clock
        self._log = context.log
        self._repository = context.storage.keys
        self._ring = KeyRing(self._repository, self._clock)
        self._last_use = LastUse(self._repository, context.tasks)
        self._attempts = FailedAttempts(
            limit=config.failed_attempts_per_minute, capacity=config.tracked_addresses, clock=self._clock
        )

    async def start(self) -> None:
        """Read all keys, and see to it that there is one for an admin."""
        given = environment_key(self._config, os.environ, self._clock)
        records = await self._repository.list()
        self._ring.load(records)
        if given is not None:
            self._ring.pin(given)
        elif not has_admin(records, self._clock):
            self._ring.put(await make_first_key(self._config, self._repository, self._clock))
            self._log.info("first admin key made", file=str(self._config.admin_key_file))

    async def stop(self) -> None:
        """Nothing is held open."""

    async def health(self) -> Health:
        """How many keys there are, and how many addresses showed wrong ones lately."""
        return Health(details={"keys": len(self._ring), "suspects": len(self._attempts)})

    async def authenticate(self, credentials: Credentials) -> Principal | None:
        """The caller behind the key, from memory."""
        secret = presented_key(credentials, allow_query_key=self._config.allow_query_key)
        if secret is None:
            return None
        known = await self._admitted(digest(secret), credentials.address)
        if known is None:
            return None
        stored = known.record.id != ENVIRONMENT_KEY
        self._last_use.note(known.record, self._clock.now(), stored=stored)
        return known.principal

    async def create_key(self, spec: ApiKeySpec) -> CreatedKey:
        """Make a key and store it."""
        created = issue_key(spec, self._clock)
        await self._repository.add(created.record)
        self._ring.put(created.record)
        self._log.info("key created", key_id=created.record.id, role=spec.role.label)
        return created

    async def list_keys(self) -> Sequence[ApiKeyRecord]:
        """All keys; the one of the environment first."""
        pinned = [self._ring.pinned] if self._ring.pinned else []
        return [self._with_last_use(record) for record in (*pinned, *await self._repository.list())]

    async def revoke_key(self, key_id: ApiKeyId) -> None:
        """End a key, here at once."""
        if key_id == ENVIRONMENT_KEY and self._ring.pinned is not None:
            name = self._config.admin_key_env
            raise ForbiddenError(
                f"This key comes from {name}: change the variable and restart", variable=name
            )
        if not await self._repository.revoke(key_id, at=self._clock.now()):
            raise ApiKeyNotFoundError(key_id)
        self._ring.drop(key_id)
        self._log.info("key revoked", key_id=key_id)

    async def _admitted(self, hashed: str, address: str) -> KnownKey | None:
        """The key, if it works now from there; of the others none is told from one that never was."""
        known = await self._ring.held(hashed)
        if known is not None and known.admits(address, self._clock.now()):
            return known
        self._attempts.spend(address)
        known = await self._ring.look_up(hashed)
        if known is None or not known.admits(address, self._clock.now()):
            return None
        self._attempts.refund(address)
        return known

    def _with_last_use(self, record: ApiKeyRecord) -> ApiKeyRecord:
        noted = self._last_use.of(record.id)
        return record if noted is None else replace(record, last_used_at=noted)
