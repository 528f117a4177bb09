"""The sessions of this process: loaded at start, resumed one at a time, their leases renewed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from openwa_core.services.absent_engine import AbsentEngine
from openwa_core.services.identity import IdentityBook
from openwa_core.services.live_session import LiveSession
from openwa_core.services.parts import ServiceParts
from openwa_core.services.session_control import SessionControl
from openwa_core.tasks import TaskSupervisor
from openwa_hookspecs.engine import Engine
from openwa_hookspecs.errors import GatewayError, ServiceUnavailableError, SessionNotFoundError
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
        self._loaded = False
        self._draining = False
        self._resumes = TaskSupervisor(parts.log)
        self._resuming = asyncio.Lock()
        self._renewing: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._controls)

    async def load(self) -> None:
        """Read all sessions and claim them; start those that should run, in the background."""
        for record in await self._stored():
            self._take_up(record)
        for control in self._controls.values():
            await control.claim()
        self._loaded = True
        self._resumes.spawn("resume sessions", self._resume(*self._controls.values()))
        self._renewing = self._parts.tasks.spawn("renew leases", self._renew_leases())

    def require_open(self) -> None:
        """Raises `ServiceUnavailableError` while the gateway starts or stops."""
        if self._draining:
            raise ServiceUnavailableError("The gateway is stopping", retry_after_s=_RESTART_S)
        self._require_loaded()

    def find(self, principal: Principal, session_id: SessionId) -> SessionControl:
        """Raises `SessionNotFoundError` for one that is missing or outside the caller's scope."""
        self._require_loaded()
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

    def ready(self) -> Sequence[LiveSession]:
        """Those that this process drives and that are CONNECTED."""
        lives = (control.live for control in self._controls.values())
        return [live for live in lives if live.owned and live.is_ready]

    def owned(self) -> Sequence[SessionId]:
        """Those that this process drives."""
        return [control.live.id for control in self._controls.values() if control.live.owned]

    def counts(self, principal: Principal | None = None) -> SessionCounts:
        """How many there are and how many are CONNECTED, of those that the principal sees."""
        seen = [
            one.live for one in self._controls.values() if principal is None or principal.sees(one.live.id)
        ]
        connected = sum(live.is_ready for live in seen)
        return SessionCounts(total=len(seen), connected=connected, disconnected=len(seen) - connected)

    async def drain(self, timeout_s: float) -> None:
        """Begin nothing new and let sends end that are under way, at most that long."""
        self._draining = True
        await self._resumes.cancel()
        lanes = [control.lane for control in self._controls.values()]
        for lane in lanes:
            lane.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await asyncio.gather(*(lane.ended() for lane in lanes))

    async def release(self) -> None:
        """Close all engines at once, without logout, and give the leases back: the next process need not
        wait."""
        self._draining = True
        await self._resumes.cancel()
        closings = [
            self._parts.tasks.spawn(f"release {control.live.id}", control.release())
            for control in self._controls.values()
        ]
        if closings:
            await asyncio.wait(closings, timeout=self._parts.settings.close_timeout_s)
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])
        await self._parts.storage.sessions.renew(owner=self._parts.owner, lease_until=self._parts.clock.now())

    def _require_loaded(self) -> None:
        if not self._loaded:
            raise ServiceUnavailableError("The gateway is starting", retry_after_s=_RESTART_S)

    async def _stored(self) -> Sequence[SessionRecord]:
        records: list[SessionRecord] = []
        number, pages = 1, 1
        while number <= pages:
            page = await self._parts.storage.sessions.page(status=None, only=None, number=number, limit=_PAGE)
            records.extend(page.items)
            number, pages = number + 1, page.count
        return records

    def _take_up(self, record: SessionRecord) -> SessionControl:
        engine = self._engines.get(record.engine) or AbsentEngine(record.engine)
        book = IdentityBook(record.id, self._parts.storage.identities)
        control = self._controls[record.id] = SessionControl(LiveSession(record, engine, book), self._parts)
        return control

    async def _resume(self, *controls: SessionControl) -> None:
        """One at a time: browsers that start together slow each other down."""
        for control in controls:
            async with self._resuming:
                if control.live.owned and control.live.record.wanted:
                    await self._resume_one(control)

    async def _resume_one(self, control: SessionControl) -> None:
        try:
            await control.start()
        except GatewayError as error:
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
            except Exception:  # supervisor: without its leases the gateway is mute
                self._parts.log.exception("leases not renewed")

    async def _renew_once(self, lease: timedelta) -> None:
        until = self._parts.clock.now() + lease
        await self._parts.storage.sessions.renew(owner=self._parts.owner, lease_until=until)
        if not self._draining:
            await self._follow_others()

    async def _follow_others(self) -> None:
        """See what other gateways on this database made, changed and removed; take over what they left."""
        stored = {record.id: record for record in await self._stored()}
        for control in list(self._controls.values()):
            record = stored.get(control.live.id) or await self._parts.storage.sessions.get(control.live.id)
            self._compare(control, record)
        for record in stored.values():
            # One of our own that is not known yet is being created right now.
            if record.id not in self._controls and record.owner != self._parts.owner:
                self._take_up(record)
        for control in list(self._controls.values()):
            if not control.live.owned and control.live.opening is None and await control.claim():
                self._resumes.spawn(f"resume {control.live.id}", self._resume(control))

    def _compare(self, control: SessionControl, record: SessionRecord | None) -> None:
        if record is None:
            control.lose()
            self.drop(control.live.id)
        elif not control.live.owned:
            control.live.record = record
        elif record.epoch > control.live.record.epoch:
            control.lose()
