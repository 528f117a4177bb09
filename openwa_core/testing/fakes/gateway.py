"""The gateway's services in memory: enough of their rules to test a transport."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import (
    ApiKeyNotFoundError,
    SessionExistsError,
    SessionNotFoundError,
    SessionNotReadyError,
)
from openwa_hookspecs.gateway import HealthReport, NewSession, QrImage, SessionCounts
from openwa_hookspecs.models.ids import ApiKeyId, ChatId, MessageId, MessageKey, SessionId, own_message_id
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, CreatedKey, Principal
from openwa_hookspecs.models.messages import Message, OutboundMessage, SentMessage
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sessions import PairingCode, SessionRecord, SessionStatus, StatusReason
from openwa_hookspecs.service import HealthStatus

__all__ = ["FakeGateway", "FakeHealth", "FakeKeys", "FakeMessages", "FakeSessions", "Faulty"]

_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Faulty:
    """A service that fails with `error` when a test sets it."""

    error: Exception | None = None

    def check(self) -> None:
        """Raise what the test asked for."""
        if self.error is not None:
            raise self.error


@dataclass
class FakeSessions(Faulty):
    """Implements `openwa_hookspecs.gateway.SessionApi`."""

    records: dict[SessionId, SessionRecord] = field(default_factory=dict)

    def add(self, name: str, status: SessionStatus = SessionStatus.READY) -> SessionRecord:
        """A session for a test to work with."""
        number = len(self.records) + 1
        record = SessionRecord(
            id=SessionId(f"sess_{number}"),
            name=name,
            engine="simulator",
            status=status,
            created_at=_START + timedelta(seconds=number),
        )
        return self.put(record)

    def put(self, record: SessionRecord) -> SessionRecord:
        """Store a record as it is."""
        self.records[record.id] = record
        return record

    def find(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        """The session, if it is there and in scope."""
        self.check()
        if session_id not in self.records or not principal.sees(session_id):
            raise SessionNotFoundError(session_id)
        return self.records[session_id]

    async def create(self, principal: Principal, new: NewSession) -> SessionRecord:
        self.check()
        if any(record.name == new.name for record in self.records.values()):
            raise SessionExistsError(new.name)
        return self.put(
            replace(self.add(new.name, SessionStatus.INITIALIZING), engine=new.engine or "simulator")
        )

    async def page(
        self, principal: Principal, *, status: SessionStatus | None, number: int, limit: int
    ) -> Page[SessionRecord]:
        self.check()
        wanted = [
            record
            for record in self.records.values()
            if principal.sees(record.id) and status in (None, record.status)
        ]
        first = (number - 1) * limit
        return Page(items=wanted[first : first + limit], number=number, limit=limit, total=len(wanted))

    async def get(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        return self.find(principal, session_id)

    async def qr(self, principal: Principal, session_id: SessionId) -> QrImage:
        record = self.find(principal, session_id)
        if record.status is not SessionStatus.QR_READY:
            raise SessionNotReadyError(record.id, status=record.status.api)
        return QrImage(code="2@code", image="data:image/png;base64,AA==")

    async def start(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        return self._turn(principal, session_id, SessionStatus.INITIALIZING)

    async def stop(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        return self._turn(principal, session_id, SessionStatus.DISCONNECTED, StatusReason.STOPPED)

    async def restart(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        return self._turn(principal, session_id, SessionStatus.INITIALIZING)

    async def logout(self, principal: Principal, session_id: SessionId) -> None:
        self._turn(principal, session_id, SessionStatus.DISCONNECTED, StatusReason.LOGGED_OUT)

    async def delete(self, principal: Principal, session_id: SessionId) -> None:
        del self.records[self.find(principal, session_id).id]

    async def pairing_code(self, principal: Principal, session_id: SessionId, phone: str) -> PairingCode:
        self.find(principal, session_id)
        return PairingCode(code="ABCD1234", expires_at=_START + timedelta(minutes=3))

    async def capabilities(
        self, principal: Principal, session_id: SessionId
    ) -> tuple[SessionRecord, frozenset[Capability]]:
        return self.find(principal, session_id), frozenset({Capability.SEND_TEXT, Capability.QR})

    def _turn(
        self,
        principal: Principal,
        session_id: SessionId,
        status: SessionStatus,
        reason: StatusReason | None = None,
    ) -> SessionRecord:
        return self.put(replace(self.find(principal, session_id), status=status, reason=reason))


@dataclass
class FakeMessages(Faulty):
    """Implements `openwa_hookspecs.gateway.MessageApi`."""

    sessions: FakeSessions = field(default_factory=FakeSessions)
    sent: list[OutboundMessage] = field(default_factory=list)
    stored: list[Message] = field(default_factory=list)
    """Newest first, of all chats."""

    async def send(
        self, principal: Principal, session_id: SessionId, message: OutboundMessage
    ) -> SentMessage:
        record = self.sessions.find(principal, session_id)
        self.check()
        if record.status is not SessionStatus.READY:
            raise SessionNotReadyError(record.id, status=record.status.api)
        self.sent.append(message)
        key = MessageKey(f"3EB0{len(self.sent):018X}")
        return SentMessage(
            message_id=own_message_id(message.chat_id, key), wa_timestamp=int(_START.timestamp())
        )

    async def history(
        self,
        principal: Principal,
        session_id: SessionId,
        chat_id: ChatId,
        *,
        limit: int,
        before: MessageId | None,
    ) -> Sequence[Message]:
        self.sessions.find(principal, session_id)
        self.check()
        found = [message for message in self.stored if message.chat_id == chat_id]
        ids = [message.id for message in found]
        if before is not None:
            found = found[ids.index(before) + 1 :] if before in ids else []
        return found[:limit]


@dataclass
class FakeKeys(Faulty):
    """Implements `openwa_hookspecs.gateway.KeyApi`."""

    records: dict[ApiKeyId, ApiKeyRecord] = field(default_factory=dict)

    async def create(self, principal: Principal, spec: ApiKeySpec) -> CreatedKey:
        self.check()
        key_id = ApiKeyId(f"key_{len(self.records) + 1}")
        record = ApiKeyRecord(id=key_id, spec=spec, prefix="owa_k1_ab", digest="0" * 64, created_at=_START)
        self.records[key_id] = record
        return CreatedKey(record=record, secret="owa_k1_" + "ab" * 32)

    async def list(self, principal: Principal) -> Sequence[ApiKeyRecord]:
        self.check()
        return list(self.records.values())

    async def revoke(self, principal: Principal, key_id: ApiKeyId) -> None:
        self.check()
        if key_id not in self.records:
            raise ApiKeyNotFoundError(key_id)
        self.records[key_id] = replace(self.records[key_id], revoked_at=_START)


@dataclass
class FakeHealth:
    """Implements `openwa_hookspecs.gateway.HealthApi`."""

    is_ready: bool = True
    state: HealthReport = field(
        default_factory=lambda: HealthReport(
            status=HealthStatus.OK,
            ready=True,
            uptime_s=3600.5,
            version="0.0.0",
            sessions=SessionCounts(total=5, connected=4, disconnected=1),
        )
    )

    async def report(self) -> HealthReport:
        return self.state

    async def ready(self) -> bool:
        return self.is_ready


class FakeGateway:
    """Implements `openwa_hookspecs.gateway.Gateway`."""

    def __init__(self) -> None:
        self.sessions = FakeSessions()
        self.messages = FakeMessages(sessions=self.sessions)
        self.keys = FakeKeys()
        self.health = FakeHealth()
