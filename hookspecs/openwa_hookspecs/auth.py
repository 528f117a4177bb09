"""The auth role: who is calling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, CreatedKey, Credentials, Principal
from openwa_hookspecs.service import Service

__all__ = ["Auth", "Authenticator", "SupportsKeys"]


@runtime_checkable
class Auth(Service, Protocol):
    """One way of knowing the caller. The YAML's `auth:` lists several; the first answer that is not None
    holds."""

    async def authenticate(self, credentials: Credentials) -> Principal | None:
        """The caller behind the credentials, or None when these are not this plugin's or not good.

        Called for each request: answer from memory. A wrong secret takes as long as a right one. Raises
        `RateLimitedError` (a `GatewayError`) when the address has tried too often; never tells whether a key
        exists.
        """
        ...


@runtime_checkable
class SupportsKeys(Protocol):
    """An auth plugin whose keys can be managed over the API and the command line."""

    async def create_key(self, spec: ApiKeySpec) -> CreatedKey:
        """Make a key; its plain text is in the answer and nowhere else."""
        ...

    async def list_keys(self) -> Sequence[ApiKeyRecord]:
        """All keys, oldest first, the revoked too."""
        ...

    async def revoke_key(self, key_id: ApiKeyId) -> None:
        """End a key for good, within 5 s everywhere. Raises `ApiKeyNotFoundError`. Twice is no error."""
        ...


class Authenticator(Protocol):
    """All auth plugins of the YAML as one: what a transport calls."""

    async def authenticate(self, credentials: Credentials) -> Principal:
        """The caller. Raises `UnauthorizedError` when no plugin knows him."""
        ...
