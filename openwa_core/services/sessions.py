"""`SessionApi`: what callers may do with sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import Any

from openwa_core.clock import new_session_id
from openwa_core.qr_image import qr_png
from openwa_core.services.parts import ServiceParts
from openwa_core.services.roles import require
from openwa_core.services.session_control import SessionControl
from openwa_core.services.session_table import SessionTable
from openwa_hookspecs.engine import Capability, Engine, SupportsPairingCode, SupportsQr
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    FieldError,
    ServiceUnavailableError,
    SessionLimitReachedError,
    ValidationFailedError,
)
from openwa_hookspecs.gateway import NewSession, QrImage
from openwa_hookspecs.models.ids import SESSION_NAME, SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sessions import PairingCode, SessionRecord, SessionStatus

__all__ = ["SessionService"]


class SessionService:
    """See `openwa_hookspecs.gateway.SessionApi`."""

    def __init__(self, table: SessionTable, parts: ServiceParts, engines: Mapping[str, Engine]) -> None:
        self._table = table
        self._parts = parts
        self._engines = engines
        self._being_created = 0

    async def create(self, principal: Principal, new: NewSession) -> SessionRecord:
        require(principal, Role.OPERATOR)
        self._table.require_open()
        engine = self._engine_of(new)
        if SESSION_NAME.fullmatch(new.name) is None:
            raise ValidationFailedError(FieldError(path="name", message="must be 3 to 50 of A-Z a-z 0-9 _ -"))
        limit = self._parts.settings.max_sessions
        if len(self._table) + self._being_created >= limit:
            raise SessionLimitReachedError(limit)
        self._being_created += 1
        try:
            control = await self._store(new.name, engine)
        finally:
            self._being_created -= 1
        await control.start()
        return control.live.record

    async def page(
        self, principal: Principal, *, status: SessionStatus | None, number: int, limit: int
    ) -> Page[SessionRecord]:
        require(principal, Role.VIEWER)
        sessions = self._parts.storage.sessions
        return await sessions.page(status=status, only=principal.sessions, number=number, limit=limit)

    async def get(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        return self._find(principal, session_id, Role.VIEWER).live.record

    async def qr(self, principal: Principal, session_id: SessionId) -> QrImage:
        live = self._find(principal, session_id, Role.OPERATOR).live
        if not isinstance(live.engine, SupportsQr):
            raise CapabilityNotSupportedError(live.record.engine, Capability.QR.value)
        shown = await live.engine.qr(session_id) if live.record.status is SessionStatus.QR_READY else None
        if shown is None:
            raise live.not_ready()
        return QrImage(code=shown.code, image=qr_png(shown.code))

    async def start(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        control = self._find(principal, session_id, Role.OPERATOR)
        self._table.require_open()
        await control.start()
        return control.live.record

    async def stop(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        control = self._find(principal, session_id, Role.OPERATOR)
        await self._shielded("stop", control, control.stop())
        return control.live.record

    async def restart(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        control = self._find(principal, session_id, Role.OPERATOR)
        await self._shielded("restart", control, control.restart())
        return control.live.record

    async def logout(self, principal: Principal, session_id: SessionId) -> None:
        control = self._find(principal, session_id, Role.OPERATOR)
        await self._shielded("logout", control, control.logout())

    async def delete(self, principal: Principal, session_id: SessionId) -> None:
        control = self._find(principal, session_id, Role.OPERATOR)
        await self._shielded("delete", control, self._delete(control))

    async def pairing_code(self, principal: Principal, session_id: SessionId, phone: str) -> PairingCode:
        live = self._find(principal, session_id, Role.OPERATOR).live
        if not isinstance(live.engine, SupportsPairingCode):
            raise CapabilityNotSupportedError(live.record.engine, Capability.PAIRING_CODE.value)
        if live.record.status is not SessionStatus.QR_READY:
            raise live.not_ready()
        return await live.engine.pairing_code(session_id, phone)

    async def capabilities(
        self, principal: Principal, session_id: SessionId
    ) -> tuple[SessionRecord, frozenset[Capability]]:
        live = self._find(principal, session_id, Role.VIEWER).live
        return live.record, live.engine.capabilities

    def _find(self, principal: Principal, session_id: SessionId, role: Role) -> SessionControl:
        require(principal, role)
        return self._table.find(principal, session_id)

    def _engine_of(self, new: NewSession) -> str:
        if not self._engines:
            raise ServiceUnavailableError("No engine runs; /health/detailed says why")
        engine = new.engine or next(iter(self._engines))
        if engine not in self._engines:
            raise ValidationFailedError(
                FieldError(path="engine", message=f"must be one of: {', '.join(self._engines)}")
            )
        return engine

    async def _store(self, name: str, engine: str) -> SessionControl:
        now = self._parts.clock.now()
        record = SessionRecord(
            id=new_session_id(self._parts.clock),
            name=name,
            engine=engine,
            status=SessionStatus.INITIALIZING,
            created_at=now,
            owner=self._parts.owner,
            epoch=1,
            lease_until=now + timedelta(seconds=self._parts.settings.lease_s),
        )
        events = await self._parts.publisher.prepare(self._parts.events.session_status(record))
        await self._parts.storage.sessions.add(record, events)
        return self._table.add(record)

    async def _delete(self, control: SessionControl) -> None:
        await control.remove()
        self._table.drop(control.live.id)

    async def _shielded(self, name: str, control: SessionControl, work: Coroutine[Any, Any, None]) -> None:
        """A caller that hangs up does not stop a command half way."""
        await asyncio.shield(self._parts.tasks.spawn(f"{name} {control.live.id}", work, of_caller=True))
