"""A storage in plain dictionaries: gone with the process. One event loop and no `await` between check and
change make each method atomic."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import Context
from openwa_hookspecs.models.ids import ApiKeyId, ChatId, SessionId
from openwa_hookspecs.models.keys import ApiKeyRecord
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.service import Health
from openwa_hookspecs.storage import CommitListener
from openwa_strangers.batches import Batches
from openwa_strangers.files import Media
from openwa_strangers.log import Events, Sinks
from openwa_strangers.messages import Messages
from openwa_strangers.sessions import Claims, Sessions
from openwa_strangers.webhooks import Deliveries, Webhooks

OPENWA_API_VERSION = 1


class MemoryConfig(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Keys:
    def __init__(self) -> None:
        self._records: dict[ApiKeyId, ApiKeyRecord] = {}

    async def add(self, record: ApiKeyRecord) -> None:
        self._records[record.id] = record

    async def list(self) -> Sequence[ApiKeyRecord]:
        return sorted(self._records.values(), key=lambda record: record.created_at)

    async def by_digest(self, digest: str) -> ApiKeyRecord | None:
        return next((record for record in self._records.values() if record.digest == digest), None)

    async def revoke(self, key_id: ApiKeyId, *, at: datetime) -> bool:
        record = self._records.get(key_id)
        if record is not None and record.revoked_at is None:
            self._records[key_id] = replace(record, revoked_at=at)
        return record is not None

    async def touch(self, key_id: ApiKeyId, *, at: datetime) -> None:
        if record := self._records.get(key_id):
            self._records[key_id] = replace(record, last_used_at=at)


class Identities:
    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._pairs: dict[SessionId, dict[ChatId, ChatId]] = {}
        sessions.on_remove(lambda session_id: self._pairs.pop(session_id, None))

    async def learn(
        self, session_id: SessionId, pairs: Sequence[tuple[ChatId, ChatId]], *, epoch: int, at: datetime
    ) -> bool:
        if not self._sessions.is_current(session_id, epoch):
            return False
        known = self._pairs.setdefault(session_id, {})
        for lid, chat_id in pairs:
            known.pop(lid, None)
            known[lid] = chat_id
        return True

    async def all(self, session_id: SessionId) -> Sequence[tuple[ChatId, ChatId]]:
        return list(self._pairs.get(session_id, {}).items())


class State:
    def __init__(self) -> None:
        self._values: dict[tuple[str, str], str] = {}

    async def get(self, area: str, key: str) -> str | None:
        return self._values.get((area, key))

    async def set(self, area: str, key: str, value: str) -> None:
        self._values[area, key] = value

    async def delete(self, area: str, key: str) -> None:
        self._values.pop((area, key), None)


class Memory:
    def __init__(self, config: MemoryConfig, context: Context) -> None:
        self.events = Events()
        self.idempotency = Claims()
        self.sessions = Sessions(self.events, self.idempotency)
        self.media = Media(self.sessions.is_current)
        self.messages = Messages(self.sessions, self.events, self.media)
        self.media.unsettled = self.messages.unsettled_keys
        self.sessions.on_remove(self.media.drop)
        self.batches = Batches(self.sessions, self.events)
        self.identities = Identities(self.sessions)
        self.sinks = Sinks()
        self.webhooks = Webhooks(self.sessions, self.events)
        self.deliveries = Deliveries(self.webhooks, self.events)
        self.keys = Keys()
        self.state = State()

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def health(self) -> Health:
        return Health(details={"events": len(self.events.log)})

    def listen(self, listener: CommitListener) -> None:
        self.events.listeners.append(listener)


@hookimpl
def register_storage() -> Provider[MemoryConfig, Context, Memory]:
    return Provider(name="memory", config=MemoryConfig, create=Memory)
