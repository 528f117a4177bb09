"""What the gateway remembers of callers and of plugins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from openwa_hookspecs.models.idempotency import IdempotencyClaim, KeyedRequest
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord

__all__ = ["IdempotencyRepository", "KeyRepository", "StateRepository"]


class IdempotencyRepository(Protocol):
    """Requests with an Idempotency-Key, by caller, route and key."""

    async def get(self, caller: str, request: KeyedRequest) -> IdempotencyClaim | None:
        """Whatever its digest is."""
        ...

    async def put(self, claim: IdempotencyClaim) -> None:
        """Write the claim as it is now; one of the same caller, route and key is replaced."""
        ...

    async def remove(self, caller: str, request: KeyedRequest) -> None:
        """Forget it; one that is gone is no error."""
        ...

    async def prune(self, *, now: datetime) -> int:
        """Forget those that have expired; how many there were."""
        ...


class KeyRepository(Protocol):
    """API keys."""

    async def add(self, record: ApiKeyRecord) -> None: ...

    async def list(self) -> Sequence[ApiKeyRecord]:
        """All, oldest first."""
        ...

    async def by_digest(self, digest: str) -> ApiKeyRecord | None: ...

    async def revoke(self, key_id: ApiKeyId, *, at: datetime) -> bool:
        """False when there is no such key; the first revocation's time stays."""
        ...

    async def touch(self, key_id: ApiKeyId, *, at: datetime) -> None:
        """Note the last use."""
        ...


class StateRepository(Protocol):
    """The plugins' private key-value areas."""

    async def get(self, area: str, key: str) -> str | None: ...
    async def set(self, area: str, key: str, value: str) -> None: ...
    async def delete(self, area: str, key: str) -> None: ...
