"""All keys in memory, none of them believed for longer than 5 s."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from hmac import compare_digest
from typing import Final

from openwa_auth_apikey.known_key import KnownKey
from openwa_hookspecs.context import Clock
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord
from openwa_hookspecs.storage import KeyRepository

__all__ = ["KeyRing"]

_BELIEVED_S: Final = 5.0
"""So soon a key that another process revoked stops working here."""

_LOOKUP_TIMEOUT_S: Final = 5.0


class KeyRing:
    """Keys by their digest. Keys that do not exist are not remembered, so its size is that of the table."""

    def __init__(self, repository: KeyRepository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock
        self._keys: dict[str, KnownKey] = {}
        self._pinned: KnownKey | None = None
        self._refreshing = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._keys) + (self._pinned is not None)

    @property
    def pinned(self) -> ApiKeyRecord | None:
        """The key that the environment gives; it is in no table."""
        return self._pinned.record if self._pinned else None

    def pin(self, record: ApiKeyRecord) -> None:
        """Hold a key that no table has."""
        self._pinned = KnownKey.of(record, self._clock.monotonic())

    def load(self, records: Iterable[ApiKeyRecord]) -> None:
        """Start from these."""
        self._keys.clear()
        for record in records:
            self.put(record)

    def put(self, record: ApiKeyRecord) -> KnownKey:
        """Take a record as it was read or written just now."""
        return self._hold(record, self._clock.monotonic())

    def drop(self, key_id: ApiKeyId) -> None:
        """Ask the table the next time."""
        for digest, known in list(self._keys.items()):
            if known.record.id == key_id:
                self._keys[digest] = replace(known, read_at=float("-inf"))

    async def held(self, digest: str) -> KnownKey | None:
        """A key that this process knows, as it is now; None for one that it has never seen or that is
        gone."""
        if self._pinned is not None and compare_digest(self._pinned.record.digest, digest):
            return self._pinned
        if digest not in self._keys:
            return None
        if not self._is_believed(digest):
            async with _in_time(), self._refreshing:
                if not self._is_believed(digest):
                    return await self._read(digest)
        return self._keys.get(digest)

    async def look_up(self, digest: str) -> KnownKey | None:
        """Ask the table. Raises `ServiceUnavailableError` when it does not answer in time."""
        async with _in_time():
            return await self._read(digest)

    async def _read(self, digest: str) -> KnownKey | None:
        asked_at = self._clock.monotonic()
        record = await self._repository.by_digest(digest)
        if record is None or not compare_digest(record.digest, digest):
            self._keys.pop(digest, None)
            return None
        return self._hold(record, asked_at)

    def _hold(self, record: ApiKeyRecord, read_at: float) -> KnownKey:
        known = self._keys[record.digest] = KnownKey.of(record, read_at)
        return known

    def _is_believed(self, digest: str) -> bool:
        known = self._keys.get(digest)
        return known is not None and self._clock.monotonic() - known.read_at < _BELIEVED_S


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(_LOOKUP_TIMEOUT_S):
            yield
    except TimeoutError:
        raise ServiceUnavailableError("The database does not answer") from None
