"""`SessionApi`: what callers may do with sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from openwa_core.clock import new_session_id, new_webhook_id
from openwa_core.qr_image import qr_png
from openwa_core.services.engine_call import EngineBrokeOffError, ask
from openwa_core.services.idempotency import current_attempt
from openwa_core.services.parts import ServiceParts
from openwa_core.services.roles import require, require_unlimited
from openwa_core.services.session_control import SessionControl
from openwa_core.services.session_table import SessionTable
from openwa_core.services.webhooks import WebhookDraft, WebhookDrafts
from openwa_hookspecs.engine import Capability, Engine, SupportsPairingCode, SupportsQr, SupportsScreenshot
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

Result = TypeVar("Result")


class SessionService:
    """See `openwa_hookspecs.gateway.SessionApi`."""

    def __init__(
        self,
        table: SessionTable,
        parts: ServiceParts,
        engines: Mapping[str, Engine],
        webhooks: WebhookDrafts,
    ) -> None:
        self._table = table
        self._parts = parts
        self._engines = engines
        self._webhooks = webhooks
        self._being_created = 0

    async def create(self, principal: Principal, new: NewSession) -> SessionRecord:
        require(principal, Role.OPERATOR)
        require_unlimited(principal)
        self._table.require_open()
        if (attempt := current_attempt()) is not None and attempt.target is not None:
            return self._table.find(principal, SessionId(attempt.target)).live.record
        engine = self._engine_of(new)
        if SESSION_NAME.fullmatch(new.name) is None:
            raise ValidationFailedError(FieldError(path="name", message="must be 3 to 50 of A-Z a-z 0-9 _ -"))
        self._parts.session_settings.check(self._engines[engine], engine, new.config, new.proxy)
        draft = await self._drafted(new)
        return await self._finished(f"create {new.name}", self._create(new, engine, draft))

    async def page(
        self, principal: Principal, *, status: SessionStatus | None, number: int, limit: int
    ) -> Page[SessionRecord]:
        require(principal, Role.VIEWER)
        sessions = self._parts.storage.sessions
        return await sessions.page(status=status, only=principal.sessions, number=number, limit=limit)

    async def get(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        return self._find(principal, session_id, Role.VIEWER).live.record

    async def qr(self, principal: Principal, session_id: SessionId) -> QrImage:
        control = self._find(principal, session_id, Role.OPERATOR)
        control.require_owned()
        live = control.live
        if not isinstance(live.engine, SupportsQr):
            raise CapabilityNotSupportedError(live.record.engine, Capability.QR.value)
        if live.record.status is not SessionStatus.QR_READY:
            raise live.not_ready()
        shown = await self._asked(live.engine.qr(session_id))
        if shown is None:
            raise live.not_ready()
        return QrImage(code=shown.code, image=qr_png(shown.code))

    async def start(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        control = self._find(principal, session_id, Role.OPERATOR)
        self._table.require_open()
        await self._finished(f"start {session_id}", control.start())
        return control.live.record

    async def stop(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        control = self._find(principal, session_id, Role.OPERATOR)
        await self._finished(f"stop {session_id}", control.stop())
        return control.live.record

    async def restart(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        control = self._find(principal, session_id, Role.OPERATOR)
        self._table.require_open()
        await self._finished(f"restart {session_id}", control.restart())
        return control.live.record

    async def logout(self, principal: Principal, session_id: SessionId) -> None:
        control = self._find(principal, session_id, Role.OPERATOR)
        await self._finished(f"logout {session_id}", control.logout())

    async def delete(self, principal: Principal, session_id: SessionId) -> None:
        control = self._find(principal, session_id, Role.OPERATOR)
        await self._finished(f"delete {session_id}", self._delete(control))

    async def pairing_code(self, principal: Principal, session_id: SessionId, phone: str) -> PairingCode:
        control = self._find(principal, session_id, Role.OPERATOR)
        control.require_owned()
        live = control.live
        if not isinstance(live.engine, SupportsPairingCode):
            raise CapabilityNotSupportedError(live.record.engine, Capability.PAIRING_CODE.value)
        if live.record.status is not SessionStatus.QR_READY:
            raise live.not_ready()
        return await self._asked(live.engine.pairing_code(session_id, phone))

    async def capabilities(
        self, principal: Principal, session_id: SessionId
    ) -> tuple[SessionRecord, frozenset[Capability]]:
        live = self._find(principal, session_id, Role.VIEWER).live
        return live.record, live.engine.capabilities

    async def screenshot(self, principal: Principal, session_id: SessionId) -> bytes:
        control = self._find(principal, session_id, Role.OPERATOR)
        control.require_owned()
        engine = control.live.engine
        if Capability.SCREENSHOT not in engine.capabilities or not isinstance(engine, SupportsScreenshot):
            raise CapabilityNotSupportedError(control.live.record.engine, Capability.SCREENSHOT.value)
        return await self._asked(engine.screenshot(session_id))

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

    async def _drafted(self, new: NewSession) -> WebhookDraft | None:
        if new.webhook is None:
            return None
        self._webhooks.deliverer()
        return await self._webhooks.checked(new.webhook, within="webhook.")

    async def _create(self, new: NewSession, engine: str, draft: WebhookDraft | None) -> SessionRecord:
        limit = self._parts.settings.max_sessions
        if len(self._table) + self._being_created >= limit:
            raise SessionLimitReachedError(limit)
        self._being_created += 1
        try:
            control = await self._store(new, engine, draft)
        finally:
            self._being_created -= 1
        await control.start()
        return control.live.record

    async def _store(self, new: NewSession, engine: str, draft: WebhookDraft | None) -> SessionControl:
        settings = self._parts.session_settings
        sealed = await asyncio.to_thread(settings.seal, new.proxy) if new.proxy is not None else None
        now = self._parts.clock.now()
        record = SessionRecord(
            id=new_session_id(self._parts.clock),
            name=new.name,
            engine=engine,
            status=SessionStatus.INITIALIZING,
            created_at=now,
            owner=self._parts.owner,
            epoch=1,
            lease_until=now + timedelta(seconds=self._parts.settings.lease_s),
            config=new.config,
            sealed_proxy=sealed,
        )
        events = await self._parts.publisher.prepare(self._parts.events.session_status(record))
        attempt = current_attempt()
        claim = None if attempt is None else attempt.claim_for(record.id)
        webhook = None if draft is None else draft.of(new_webhook_id(self._parts.clock), record.id, at=now)
        await self._parts.storage.sessions.add(record, events, claim, webhook=webhook)
        return self._table.add(record)

    async def _delete(self, control: SessionControl) -> None:
        await control.remove()
        self._table.drop(control.live.id)

    async def _finished(self, name: str, work: Coroutine[Any, Any, Result]) -> Result:
        """A caller that hangs up does not stop a command half way."""
        return await asyncio.shield(self._parts.tasks.spawn(name, work, of_caller=True))

    async def _asked(self, answer: Awaitable[Result]) -> Result:
        try:
            return await ask(answer, timeout_s=self._parts.settings.query_timeout_s)
        except (TimeoutError, EngineBrokeOffError) as error:
            raise ServiceUnavailableError("The engine does not answer") from error
