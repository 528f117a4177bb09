"""A storage in plain dictionaries: gone with the process. One event loop and no `await` between check and
change make each method atomic."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import Context
from openwa_hookspecs.errors import SessionExistsError
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.idempotency import IdempotencyClaim, KeyedRequest
from openwa_hookspecs.models.ids import ApiKeyId, ChatId, MessageId, MessageKey, SessionId, key_of
from openwa_hookspecs.models.keys import ApiKeyRecord
from openwa_hookspecs.models.messages import Ack, Message, MessageState, OutgoingRow, SentMessage
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sent import as_sent
from openwa_hookspecs.models.sessions import SessionChanges, SessionRecord, SessionStatus
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.service import Health
from openwa_hookspecs.storage import CommitListener, SendEnd
from openwa_strangers.files import Media

OPENWA_API_VERSION = 1

_OPEN = frozenset({MessageState.ACCEPTED, MessageState.SENDING})


class MemoryConfig(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Events:
    def __init__(self) -> None:
        self.log: list[Event] = []
        self.listeners: list[CommitListener] = []

    def write(self, events: Sequence[Event]) -> None:
        placed = [replace(event, seq=len(self.log) + index) for index, event in enumerate(events, 1)]
        self.log += placed
        for listener in self.listeners if placed else ():
            listener(placed)

    async def append(self, events: Sequence[Event]) -> None:
        self.write(events)

    async def read(self, *, after: int, wanted: EventFilter, limit: int) -> Sequence[Event]:
        return [event for event in self.log[after:] if wanted.matches(event)][:limit]

    async def bounds(self) -> tuple[int, int]:
        return (1, len(self.log)) if self.log else (0, 0)


class Claims:
    def __init__(self) -> None:
        self._claims: dict[tuple[str, str, str], IdempotencyClaim] = {}

    def write(self, claim: IdempotencyClaim | None) -> None:
        if claim is not None:
            answer = claim.answer and replace(claim.answer, is_final=True, is_replay=True)
            key = (claim.caller, claim.request.route, claim.request.key)
            self._claims[key] = replace(claim, answer=answer)

    async def get(self, caller: str, request: KeyedRequest) -> IdempotencyClaim | None:
        return self._claims.get((caller, request.route, request.key))

    async def put(self, claim: IdempotencyClaim) -> None:
        self.write(claim)

    async def remove(self, caller: str, request: KeyedRequest) -> None:
        self._claims.pop((caller, request.route, request.key), None)

    async def prune(self, *, now: datetime) -> int:
        old = [key for key, claim in self._claims.items() if claim.expires_at <= now]
        for key in old:
            del self._claims[key]
        return len(old)


class Sessions:
    def __init__(self, events: Events, claims: Claims) -> None:
        self.claims = claims
        self.records: dict[SessionId, SessionRecord] = {}
        self._events = events
        self._messages: list[Any] = []

    def on_remove(self, forget: Any) -> None:  # noqa: ANN401
        self._messages.append(forget)

    def is_current(self, session_id: SessionId, epoch: int) -> bool:
        record = self.records.get(session_id)
        return record is not None and record.epoch == epoch

    async def add(
        self, record: SessionRecord, events: Sequence[Event], claim: IdempotencyClaim | None = None
    ) -> None:
        if any(known.name == record.name for known in self.records.values()):
            raise SessionExistsError(record.name)
        self.records[record.id] = replace(record, proxy=None)
        self.claims.write(claim)
        self._events.write(events)

    async def get(self, session_id: SessionId) -> SessionRecord | None:
        return self.records.get(session_id)

    async def page(
        self, *, status: SessionStatus | None, only: frozenset[SessionId] | None, number: int, limit: int
    ) -> Page[SessionRecord]:
        found = sorted(
            (
                record
                for record in self.records.values()
                if status in (None, record.status) and (only is None or record.id in only)
            ),
            key=lambda record: (record.created_at, record.id),
        )
        start = (number - 1) * limit
        return Page(items=found[start : start + limit], number=number, limit=limit, total=len(found))

    async def claim(
        self, session_id: SessionId, *, owner: str, now: datetime, lease_until: datetime
    ) -> SessionRecord | None:
        record = self.records.get(session_id)
        if record is None:
            return None
        live = record.lease_until is not None and record.lease_until > now
        if record.owner not in (None, owner) and live:
            return None
        self.records[session_id] = replace(
            record, owner=owner, epoch=record.epoch + 1, lease_until=lease_until
        )
        return self.records[session_id]

    async def renew(self, *, owner: str, lease_until: datetime) -> int:
        mine = [record for record in self.records.values() if record.owner == owner]
        for record in mine:
            self.records[record.id] = replace(record, lease_until=lease_until)
        return len(mine)

    async def update(
        self, session_id: SessionId, *, epoch: int, changes: SessionChanges, events: Sequence[Event]
    ) -> SessionRecord | None:
        if not self.is_current(session_id, epoch):
            return None
        given: dict[str, Any] = changes.given()
        self.records[session_id] = replace(self.records[session_id], **given)
        self._events.write(events)
        return self.records[session_id]

    async def remove(self, session_id: SessionId, *, epoch: int, events: Sequence[Event]) -> bool:
        if not self.is_current(session_id, epoch):
            return False
        del self.records[session_id]
        for forget in self._messages:
            forget(session_id)
        self._events.write(events)
        return True


class Messages:
    def __init__(self, sessions: Sessions, events: Events, media: Media) -> None:
        self._sessions = sessions
        self._events = events
        self._media = media
        self._rows: dict[tuple[SessionId, MessageKey], OutgoingRow] = {}
        self._seen: dict[tuple[SessionId, MessageId], Message] = {}
        self._acks: dict[tuple[SessionId, MessageKey], Ack] = {}
        sessions.on_remove(self._forget)

    async def add_outgoing(
        self, row: OutgoingRow, events: Sequence[Event], claim: IdempotencyClaim | None = None
    ) -> bool:
        if not self._sessions.is_current(row.session_id, row.epoch):
            return False
        self._sessions.claims.write(claim)
        self._rows[row.session_id, row.key] = row
        self._media.note_outgoing(row)
        self._events.write(events)
        return True

    async def claim_outgoing(self, session_id: SessionId, key: MessageKey, *, epoch: int) -> bool:
        row = self._rows.get((session_id, key))
        if row is None or row.state not in _OPEN or not self._sessions.is_current(session_id, epoch):
            return False
        self._rows[session_id, key] = replace(
            row, state=MessageState.SENDING, epoch=epoch, attempts=row.attempts + 1
        )
        return True

    async def end_outgoing(
        self, session_id: SessionId, key: MessageKey, *, epoch: int, end: SendEnd, events: Sequence[Event]
    ) -> bool:
        row = self._rows.get((session_id, key))
        if row is None or not self._sessions.is_current(session_id, epoch):
            return False
        late = (row.state, end.state) == (MessageState.UNKNOWN, MessageState.SENT)
        if row.state not in _OPEN and not late:
            return False
        self._rows[session_id, key] = self._ended(row, end)
        self._events.write(events)
        return True

    def _ended(self, row: OutgoingRow, end: SendEnd) -> OutgoingRow:
        ended = replace(row, state=end.state, error_code=end.error_code, error_message=end.error_message)
        if end.sent is None:
            return ended
        self._show(row, end.sent)
        return replace(ended, message_id=end.sent.message_id, wa_timestamp=end.sent.wa_timestamp)

    def _show(self, row: OutgoingRow, sent: SentMessage) -> None:
        me = self._sessions.records[row.session_id].phone_number
        ack = max(sent.ack, self._acks.get((row.session_id, row.key), Ack.ERROR))
        sender = ChatId(f"{me}@c.us") if me else row.message.chat_id
        message = as_sent(row.message, replace(sent, ack=ack), sender=sender)
        self._seen[row.session_id, sent.message_id] = message

    async def outgoing(self, session_id: SessionId, key: MessageKey) -> OutgoingRow | None:
        return self._rows.get((session_id, key))

    async def unsettled(self, session_id: SessionId) -> Sequence[OutgoingRow]:
        rows = [row for row in self._rows.values() if row.session_id == session_id and row.state in _OPEN]
        return sorted(rows, key=lambda row: row.created_at)

    async def record(
        self,
        session_id: SessionId,
        *,
        epoch: int,
        message: Message,
        events: Sequence[Event],
        fetch_at: datetime | None = None,
    ) -> bool:
        if not self._sessions.is_current(session_id, epoch) or self._is_known(session_id, message):
            return False
        self._seen[session_id, message.id] = message
        self._media.note_seen(session_id, message, fetch_at)
        self._events.write(events)
        return True

    def _is_known(self, session_id: SessionId, message: Message) -> bool:
        if (session_id, message.id) in self._seen:
            return True
        return message.from_me and (
            (session_id, message.key) in self._rows or self._own(session_id, message.key) is not None
        )

    def _own(self, session_id: SessionId, key: MessageKey) -> Message | None:
        return next(
            (
                message
                for (session, _), message in self._seen.items()
                if session == session_id and message.from_me and message.key == key
            ),
            None,
        )

    async def raise_ack(
        self, session_id: SessionId, message_id: MessageId, *, epoch: int, ack: Ack, events: Sequence[Event]
    ) -> bool:
        if not message_id.startswith("true_") or not self._sessions.is_current(session_id, epoch):
            return False
        key = key_of(message_id)
        own = self._own(session_id, key)
        if own is None and (session_id, key) not in self._rows:
            return False
        known = own.ack if own is not None else self._acks.get((session_id, key))
        if known is not None and ack <= known:
            return False
        self._acks[session_id, key] = ack
        if own is not None:
            self._seen[session_id, own.id] = replace(own, ack=ack)
        self._events.write(events)
        return True

    async def get(self, session_id: SessionId, message_id: MessageId) -> Message | None:
        found = self._seen.get((session_id, message_id))
        return found and self._media.shown(session_id, found)

    async def history(
        self, session_id: SessionId, chat_id: ChatId, *, limit: int, before: MessageId | None
    ) -> Sequence[Message]:
        chat = [
            self._media.shown(session, message)
            for (session, _), message in self._seen.items()
            if session == session_id and message.chat_id == chat_id
        ]
        newest_first = sorted(reversed(chat), key=lambda message: -message.wa_timestamp)
        if before is not None:
            places = [place for place, message in enumerate(newest_first, 1) if message.id == before]
            newest_first = newest_first[places[0] :] if places else []
        return newest_first[:limit]

    def unsettled_keys(self) -> set[tuple[SessionId, str]]:
        return {place for place, row in self._rows.items() if row.state in _OPEN}

    def _forget(self, session_id: SessionId) -> None:
        for area in (self._rows, self._seen, self._acks):
            for key in [key for key in area if key[0] == session_id]:
                del area[key]  # type: ignore[attr-defined]


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
