"""The sessions of this process: loaded at start, resumed one at a time, their leases renewed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from openwa_core.services.absent_engine import AbsentEngine
from openwa_core.services.live_session import LiveSession
from openwa_core.services.parts import ServiceParts
from openwa_core.services.session_control import SessionControl
from openwa_hookspecs.engine import Engine
from openwa_hookspecs.errors import ServiceUnavailableError, SessionNotFoundError
from openwa_hookspecs.gateway import SessionCounts
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.sessions import SessionRecord

__all__ = ["SessionTable"]

_PAGE = 500
_RESTART_S = 5.0
_RENEWALS_PER_LEASE = 3


class SessionTable:
    """Every session by id. The memory follows the database: a change is committed before it is seen here."""

    def __init__(self, parts: ServiceParts, engines: Mapping[str, Engine]) -> None:
        self._parts = parts
        self._engines = engines
        self._controls: dict[SessionId, SessionControl] = {}
        self.draining = False
        """Set when the gateway stops: what runs is finished, nothing new begins."""

    def __len__(self) -> int:
        return len(self._controls)

    async def load(self) -> None:
        """Read all sessions and claim them; start those that should run, in the background."""
        await self._read_all()
        for control in self._controls.values():
            await control.claim()
        self._parts.tasks.spawn("resume sessions", self._resume())
        self._parts.tasks.spawn("renew leases", self._renew_leases())

    def require_open(self) -> None:
        """Raises `ServiceUnavailableError` while the gateway stops."""
        if self.draining:
            raise ServiceUnavailableError("The gateway is stopping", retry_after_s=_RESTART_S)

    def find(self, principal: Principal, session_id: SessionId) -> SessionControl:
        """Raises `SessionNotFoundError` for one that is missing or outside the caller's scope."""
        control = self._controls.get(session_id)
        if control is None or not principal.sees(session_id):
            raise SessionNotFoundError(session_id)
        return control

    def add(self, record: SessionRecord) -> SessionControl:
        """Take up a session that was stored just now and is owned by this process."""
        control = self._take_up(record)
        control.live.owned = True
        return control

    def drop(self, session_id: SessionId) -> None:
        """Forget a session that was removed."""
        self._controls.pop(session_id, None)

    def counts(self) -> SessionCounts:
        """How many there are and how many are CONNECTED."""
        connected = sum(control.live.is_ready for control in self._controls.values())
        total = len(self._controls)
        return SessionCounts(total=total, connected=connected, disconnected=total - connected)

    async def drain(self, timeout_s: float) -> None:
        """Begin nothing new and let sends end that are under way, at most that long."""
        self.draining = True
        for control in self._controls.values():
            control.lane.close()
        ends = [control.lane.ended() for control in self._controls.values()]
        if ends:
            await asyncio.wait([asyncio.ensure_future(end) for end in ends], timeout=timeout_s)

    async def release(self) -> None:
        """Close all engines without logout, and give the leases back: the next process need not wait."""
        for control in self._controls.values():
            await control.release()
        await self._parts.storage.sessions.renew(owner=self._parts.owner, lease_until=self._parts.clock.now())

    async def _read_all(self) -> None:
        number = 1
        while True:
            page = await self._parts.storage.sessions.page(status=None, only=None, number=number, limit=_PAGE)
            for record in page.items:
                self._take_up(record)
            if number >= page.count:
                return
            number += 1

    def _take_up(self, record: SessionRecord) -> SessionControl:
        engine = self._engines.get(record.engine) or AbsentEngine(record.engine)
        control = self._controls[record.id] = SessionControl(LiveSession(record, engine), self._parts)
        return control

    async def _resume(self) -> None:
        """One at a time: browsers that start together slow each other down."""
        for control in list(self._controls.values()):
            await self._resume_one(control)

    async def _resume_one(self, control: SessionControl) -> None:
        if control.live.owned and control.live.record.wanted:
            try:
                await control.start()
            except ServiceUnavailableError as error:
                self._parts.log.warning("session not resumed", session=control.live.id, error=str(error))
            await control.opened()

    async def _renew_leases(self) -> None:
        lease_s = self._parts.settings.lease_s
        while True:
            await self._parts.clock.sleep(lease_s / _RENEWALS_PER_LEASE)
            try:
                await self._renew_once(timedelta(seconds=lease_s))
            except ServiceUnavailableError as error:
                self._parts.log.warning("leases not renewed", error=str(error))

    async def _renew_once(self, lease: timedelta) -> None:
        until = self._parts.clock.now() + lease
        await self._parts.storage.sessions.renew(owner=self._parts.owner, lease_until=until)
        for control in list(self._controls.values()):
            if not control.live.owned and await control.claim():
                await self._resume_one(control)
