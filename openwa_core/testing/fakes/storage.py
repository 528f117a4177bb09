"""A storage that keeps API keys and plugins' state in memory, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord
from openwa_hookspecs.service import Health
from openwa_hookspecs.storage import (
    BatchRepository,
    CommitListener,
    DeliveryRepository,
    EventRepository,
    IdempotencyRepository,
    IdentityRepository,
    MediaRepository,
    MessageRepository,
    SessionRepository,
    SinkRepository,
    WebhookRepository,
)

__all__ = ["MemoryKeyRepository", "MemoryKeyStorage", "MemoryStateRepository"]


@dataclass
class MemoryKeyRepository:
    """Implements `openwa_hookspecs.storage.KeyRepository`; counts the questions that reach it."""

    records: dict[ApiKeyId, ApiKeyRecord] = field(default_factory=dict)
    lookups: int = 0
    touches: int = 0

    async def add(self, record: ApiKeyRecord) -> None:
        if any(known.digest == record.digest for known in self.records.values()):
            raise ValueError("this key is stored already")
        self.records[record.id] = record

    async def list(self) -> Sequence[ApiKeyRecord]:
        return sorted(self.records.values(), key=lambda record: record.created_at)

    async def by_digest(self, digest: str) -> ApiKeyRecord | None:
        self.lookups += 1
        return next((record for record in self.records.values() if record.digest == digest), None)

    async def revoke(self, key_id: ApiKeyId, *, at: datetime) -> bool:
        record = self.records.get(key_id)
        if record is None:
            return False
        self.records[key_id] = replace(record, revoked_at=record.revoked_at or at)
        return True

    async def touch(self, key_id: ApiKeyId, *, at: datetime) -> None:
        self.touches += 1
        self.records[key_id] = replace(self.records[key_id], last_used_at=at)


@dataclass
class MemoryStateRepository:
    """Implements `openwa_hookspecs.storage.StateRepository`."""

    values: dict[tuple[str, str], str] = field(default_factory=dict)

    async def get(self, area: str, key: str) -> str | None:
        return self.values.get((area, key))

    async def set(self, area: str, key: str, value: str) -> None:
        self.values[area, key] = value

    async def delete(self, area: str, key: str) -> None:
        self.values.pop((area, key), None)


class MemoryKeyStorage:
    """Implements `openwa_hookspecs.storage.Storage` as far as auth plugins use it."""

    def __init__(self) -> None:
        self.keys = MemoryKeyRepository()
        self.state = MemoryStateRepository()

    @property
    def sessions(self) -> SessionRepository:
        raise NotImplementedError("this storage keeps no sessions")

    @property
    def messages(self) -> MessageRepository:
        raise NotImplementedError("this storage keeps no messages")

    @property
    def batches(self) -> BatchRepository:
        raise NotImplementedError("this storage keeps no batches")

    @property
    def media(self) -> MediaRepository:
        raise NotImplementedError("this storage keeps no media")

    @property
    def events(self) -> EventRepository:
        raise NotImplementedError("this storage keeps no events")

    @property
    def sinks(self) -> SinkRepository:
        raise NotImplementedError("this storage keeps no sinks")

    @property
    def webhooks(self) -> WebhookRepository:
        raise NotImplementedError("this storage keeps no webhooks")

    @property
    def deliveries(self) -> DeliveryRepository:
        raise NotImplementedError("this storage keeps no deliveries")

    @property
    def identities(self) -> IdentityRepository:
        raise NotImplementedError("this storage keeps no identities")

    @property
    def idempotency(self) -> IdempotencyRepository:
        raise NotImplementedError("this storage keeps no requests")

    def listen(self, listener: CommitListener) -> None:
        """Nothing is ever committed that a listener is told of."""

    async def start(self) -> None:
        """Nothing to open."""

    async def stop(self) -> None:
        """Nothing to close."""

    async def health(self) -> Health:
        return Health()
