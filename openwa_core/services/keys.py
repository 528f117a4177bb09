"""`KeyApi`: whichever auth plugin manages keys, for admins."""

from __future__ import annotations

from collections.abc import Sequence

from openwa_core.services.roles import require, require_unlimited
from openwa_hookspecs.auth import Auth, SupportsKeys
from openwa_hookspecs.errors import CapabilityNotSupportedError
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, CreatedKey, Principal, Role

__all__ = ["KeyService"]


class KeyService:
    """See `openwa_hookspecs.gateway.KeyApi`."""

    def __init__(self, plugins: Sequence[Auth]) -> None:
        self._plugins = plugins

    async def create(self, principal: Principal, spec: ApiKeySpec) -> CreatedKey:
        return await self._keeper(principal).create_key(spec)

    async def list(self, principal: Principal) -> Sequence[ApiKeyRecord]:
        return await self._keeper(principal).list_keys()

    async def revoke(self, principal: Principal, key_id: ApiKeyId) -> None:
        await self._keeper(principal).revoke_key(key_id)

    def _keeper(self, principal: Principal) -> SupportsKeys:
        require(principal, Role.ADMIN)
        require_unlimited(principal)
        keeper = next((plugin for plugin in self._plugins if isinstance(plugin, SupportsKeys)), None)
        if keeper is None:
            raise CapabilityNotSupportedError("auth", "keys")
        return keeper
