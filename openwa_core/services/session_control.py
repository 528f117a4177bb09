"""Running one session: start, stop, logout, and what follows from what the engine reports."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from openwa_core.services.intake import Intake
from openwa_core.services.live_session import LiveSession, Opening
from openwa_core.services.parts import ServiceParts
from openwa_core.services.send_lane import SendLane
from openwa_core.services.status import NO_ACCOUNT, TERMINAL, StatusBook
from openwa_hookspecs.errors import GatewayError, ServiceUnavailableError
from openwa_hookspecs.models.sessions import SessionChanges, SessionStatus, StatusReason

__all__ = ["SessionControl"]


class SessionControl:
    """The one place that opens and closes the engine for a session. Commands run one after the other."""

    def __init__(self, live: LiveSession, parts: ServiceParts) -> None:
        self.live = live
        self.lane = SendLane(live, parts)
        self._parts = parts
        self._book = StatusBook(parts=parts)
        self._intake = Intake(live, self.lane, parts, on_status=self._on_status)
        self._command = asyncio.Lock()

    async def claim(self) -> bool:
        """Take the lease; False while another gateway holds it."""
        now = self._parts.clock.now()
        lease = timedelta(seconds=self._parts.settings.lease_s)
        record = await self._parts.storage.sessions.claim(
            self.live.id, owner=self._parts.owner, now=now, lease_until=now + lease
        )
        if record is not None:
            self.live.record = record
        self.live.owned = record is not None
        return self.live.owned

    async def start(self) -> None:
        """Bring the session up in the background; one that runs stays as it is."""
        async with self._command:
            self._require_owned()
            if self.live.opening is None:
                await self._open()

    async def stop(self) -> None:
        """Free the engine and keep the credentials."""
        async with self._command:
            self._require_owned()
            await self._close(logout=False)
            if self.live.record.reason not in TERMINAL:
                await self._book.change(self.live, _ended(StatusReason.STOPPED))

    async def restart(self) -> None:
        """Stop and start in one."""
        async with self._command:
            self._require_owned()
            await self._close(logout=False)
            await self._open()

    async def logout(self) -> None:
        """Unlink the account. Raises `SessionNotReadyError` when it is not connected."""
        async with self._command:
            self._require_owned()
            self.live.require_ready()
            await self._close(logout=True)
            await self._book.change(self.live, _ended(StatusReason.LOGGED_OUT, unlink=True))

    async def remove(self) -> None:
        """End the session for good, with its credentials and messages."""
        async with self._command:
            self._require_owned()
            await self._close(logout=True)
            await self._parts.storage.sessions.remove(self.live.id, epoch=self.live.record.epoch, events=())

    async def release(self) -> None:
        """Close the engine without a change of state: the process ends and the next one goes on."""
        async with self._command:
            await self._close(logout=False)

    async def opened(self) -> None:
        """Wait until the opening that runs now has come to its first status, or has failed."""
        opening = self.live.opening
        if opening is not None and opening.task is not None:
            await asyncio.wait([opening.task])

    def _require_owned(self) -> None:
        if not self.live.owned:
            raise ServiceUnavailableError(
                f"Session {self.live.id} is driven by another gateway",
                retry_after_s=self._parts.settings.lease_s,
            )

    async def _open(self) -> None:
        changes = SessionChanges(status=SessionStatus.INITIALIZING, reason=None, detail=None, wanted=True)
        await self._book.change(self.live, changes)
        opening = self.live.opening = Opening()
        opening.task = self._parts.tasks.spawn(f"open {self.live.id}", self._run_opening(opening))

    async def _run_opening(self, opening: Opening) -> None:
        emit = self._intake.emit_for(opening)
        try:
            async with asyncio.timeout(self._parts.settings.open_timeout_s):
                await self.live.engine.open_session(self.live.record, emit)
        except GatewayError as error:
            await self._fail(opening, error.message)
        except TimeoutError:
            await self._fail(
                opening, f"The engine did not come up within {self._parts.settings.open_timeout_s:g} s"
            )
        except Exception:  # supervisor: the engine's fault is the session's, not the gateway's
            self._parts.log.exception("engine failed in open_session", session=self.live.id)
            await self._fail(opening, "The engine failed; the gateway's log has the reason")

    async def _fail(self, opening: Opening, detail: str) -> None:
        if self.live.opening is not opening:
            return
        changes = SessionChanges(status=SessionStatus.ERROR, reason=StatusReason.ENGINE_FAILED, detail=detail)
        await self._book.change(self.live, changes)
        self._on_status(opening)

    def _on_status(self, opening: Opening) -> None:
        """After a status was committed: free the engine where that is the end, settle open sends where it is
        up."""
        record = self.live.record
        if record.status is SessionStatus.ERROR or record.reason in TERMINAL:
            self._parts.tasks.spawn(f"close {self.live.id}", self._close_ended(opening))
        elif record.status is SessionStatus.READY:
            self.lane.settle()

    async def _close_ended(self, opening: Opening) -> None:
        async with self._command:
            if self.live.opening is opening:
                await self._close(logout=False)

    async def _close(self, *, logout: bool) -> None:
        opening, self.live.opening = self.live.opening, None
        self.live.record = self.live.record
        if opening is not None and opening.task is not None and not opening.task.done():
            opening.task.cancel()
            await asyncio.wait([opening.task])
        try:
            async with asyncio.timeout(self._parts.settings.close_timeout_s):
                await self.live.engine.close_session(self.live.id, logout=logout)
        except Exception:  # supervisor: a session must be closable whatever its engine does
            self._parts.log.exception("engine failed in close_session", session=self.live.id)


def _ended(reason: StatusReason, *, unlink: bool = False) -> SessionChanges:
    account = NO_ACCOUNT if unlink else {}
    return SessionChanges(
        status=SessionStatus.DISCONNECTED, reason=reason, detail=None, wanted=False, **account
    )
