"""Sessions in memory, for tests of transports."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from openwa_core.testing.fakes.faulty import Faulty
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    SessionExistsError,
    SessionNotFoundError,
    SessionNotReadyError,
)
from openwa_hookspecs.gateway import NewSession, QrImage
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sessions import PairingCode, SessionRecord, SessionStatus, StatusReason

__all__ = ["START", "FakeSessions"]

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When the world of the fakes begins."""


@dataclass
class FakeSessions(Faulty):
    """Implements `openwa_hookspecs.gateway.SessionApi`."""

    records: dict[SessionId, SessionRecord] = field(default_factory=dict)
    picture: bytes | None = None
    """The screenshot; None for an engine that takes none."""

    def add(self, name: str, status: SessionStatus = SessionStatus.READY) -> SessionRecord:
        """A session for a test to work with."""
        number = len(self.records) + 1
        record = SessionRecord(
            id=SessionId(f"sess_{number}"),
            name=name,
            engine="simulator",
            status=status,
            created_at=START + timedelta(seconds=number),
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
        record = self.add(new.name, SessionStatus.INITIALIZING)
        engine = new.engine or "simulator"
        return self.put(replace(record, engine=engine, config=new.config, proxy=new.proxy))

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
        return PairingCode(code="ABCD1234", expires_at=START + timedelta(minutes=3))

    async def capabilities(
        self, principal: Principal, session_id: SessionId
    ) -> tuple[SessionRecord, frozenset[Capability]]:
        return self.find(principal, session_id), frozenset({Capability.SEND_TEXT, Capability.QR})

    async def screenshot(self, principal: Principal, session_id: SessionId) -> bytes:
        record = self.ready(principal, session_id)
        if self.picture is None:
            raise CapabilityNotSupportedError(record.engine, "screenshot")
        return self.picture

    def ready(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        """The session, if it is CONNECTED as well."""
        record = self.find(principal, session_id)
        if record.status is not SessionStatus.READY:
            raise SessionNotReadyError(record.id, status=record.status.api)
        return record

    def _turn(
        self,
        principal: Principal,
        session_id: SessionId,
        status: SessionStatus,
        reason: StatusReason | None = None,
    ) -> SessionRecord:
        return self.put(replace(self.find(principal, session_id), status=status, reason=reason))
