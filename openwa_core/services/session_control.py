"""Running one session: start, stop, logout, and what follows from what the engine reports."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from openwa_core.services.engine_call import ask
from openwa_core.services.intake import Intake
from openwa_core.services.live_session import LiveSession, Opening
from openwa_core.services.parts import ServiceParts
from openwa_core.services.send_lane import SendLane
from openwa_core.services.status import NO_ACCOUNT, TERMINAL, StatusBook
from openwa_hookspecs.engine import Emit
from openwa_hookspecs.errors import GatewayError, ServiceUnavailableError, SessionNotFoundError
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.sessions import SessionChanges, SessionStatus, StatusReason

__all__ = ["SessionControl"]

_STARTING = SessionChanges(status=SessionStatus.INITIALIZING, reason=None, detail=None, wanted=True)


class SessionControl:
    """The one place that opens and closes the engine for a session. Commands run one after the other; each
    is committed before the engine hears of it, so that one that cannot be stored has done nothing."""

    def __init__(self, live: LiveSession, parts: ServiceParts) -> None:
        self.live = live
        self.lane = SendLane(live, parts)
        self._parts = parts
        self._book = StatusBook(parts=parts)
        self._intake = Intake(live, self.lane, parts, on_status=self._on_status)
        self._command = asyncio.Lock()
        self._removed = False

    async def claim(self) -> bool:
        """Take the lease; False while another gateway holds it. A session that is to run shows INITIALIZING
        from then on, however long it waits for its start."""
        now = self._parts.clock.now()
        lease = timedelta(seconds=self._parts.settings.lease_s)
        record = await self._parts.storage.sessions.claim(
            self.live.id, owner=self._parts.owner, now=now, lease_until=now + lease
        )
        if record is None:
            return False
        self.live.record = record
        self.live.owned = not record.wanted or await self._book.change(self.live, _STARTING)
        return self.live.owned

    def lose(self) -> None:
        """Another gateway has the session: write nothing more and free the engine."""
        self.live.owned = False
        if (opening := self.live.opening) is not None:
            self._parts.tasks.spawn(f"close {self.live.id}", self._close_ended(opening))

    def require_owned(self) -> None:
        """Raises `ServiceUnavailableError` when another gateway drives the session, `SessionNotFoundError`
        when it was removed meanwhile."""
        if self._removed:
            raise SessionNotFoundError(self.live.id)
        if not self.live.owned:
            raise self._driven_elsewhere()

    async def start(self) -> None:
        """Bring the session up in the background; one that runs stays as it is."""
        async with self._command:
            self.require_owned()
            if self.live.opening is None:
                await self._change(_STARTING)
                self._open()

    async def stop(self) -> None:
        """Free the engine and keep the credentials."""
        async with self._command:
            await self._end()
            await self._close(logout=False)

    async def restart(self) -> None:
        """Stop and start in one."""
        async with self._command:
            self.require_owned()
            await self._change(_STARTING)
            await self._close(logout=False)
            self._open()

    async def logout(self) -> None:
        """Unlink the account. Raises `SessionNotReadyError` when it is not connected, and
        `ServiceUnavailableError` when the engine could not do it; the session is stopped then."""
        async with self._command:
            self.require_owned()
            self.live.require_ready()
            account = {name: getattr(self.live.record, name) for name in NO_ACCOUNT}
            await self._change(_ended(StatusReason.LOGGED_OUT, NO_ACCOUNT))
            if not await self._close(logout=True):
                await self._change(_ended(StatusReason.STOPPED, account))
                raise ServiceUnavailableError("The engine could not unlink the account; start and try again")

    async def remove(self) -> None:
        """End the session for good, with its credentials and messages."""
        async with self._command:
            await self._end()
            await self._close(logout=True)
            epoch = self.live.record.epoch
            if not await self._parts.storage.sessions.remove(self.live.id, epoch=epoch, events=()):
                self.live.owned = False
                raise self._driven_elsewhere()
            self._removed = True

    async def release(self) -> None:
        """Close the engine without a change of state: the process ends and the next one goes on."""
        self.lane.close()
        async with self._command:
            self.live.owned = False
            await self._close(logout=False)

    async def opened(self) -> None:
        """Wait until the opening that runs now has come to its first status, or has failed."""
        opening = self.live.opening
        if opening is not None and opening.task is not None:
            await asyncio.wait([opening.task])

    async def _end(self) -> None:
        self.require_owned()
        if self.live.record.reason not in TERMINAL:
            await self._change(_ended(StatusReason.STOPPED))

    async def _change(self, changes: SessionChanges) -> None:
        if not await self._book.change(self.live, changes):
            self.lose()
            raise self._driven_elsewhere()

    def _driven_elsewhere(self) -> ServiceUnavailableError:
        return ServiceUnavailableError(
            f"Session {self.live.id} is driven by another gateway",
            retry_after_s=self._parts.settings.lease_s,
        )

    def _open(self) -> None:
        opening = self.live.opening = Opening()
        opening.task = self._parts.tasks.spawn(f"open {self.live.id}", self._run_opening(opening))

    async def _run_opening(self, opening: Opening) -> None:
        emit = self._intake.emit_for(opening)
        detail = await self._fault_in_opening(emit)
        if detail is not None:
            failed = StatusChanged(
                status=SessionStatus.ERROR, reason=StatusReason.ENGINE_FAILED, detail=detail
            )
            await emit(failed)

    async def _fault_in_opening(self, emit: Emit) -> str | None:
        timeout_s = self._parts.settings.open_timeout_s
        try:
            await self.live.identities.load()
            record = self.live.record
            if record.sealed_proxy is not None:
                record = await asyncio.to_thread(self._parts.session_settings.opened, record)
            await ask(self.live.engine.open_session(record, emit), timeout_s=timeout_s)
        except GatewayError as error:
            return error.message
        except TimeoutError:
            return f"The engine did not come up within {timeout_s:g} s"
        except Exception:  # supervisor: the engine's fault is the session's, not the gateway's
            self._parts.log.exception("engine failed in open_session", session=self.live.id)
            return "The engine failed; the gateway's log has the reason"
        return None

    def _on_status(self, opening: Opening) -> None:
        """After a status was committed: free the engine where that is the end, settle open sends where it is
        up."""
        record = self.live.record
        if not self.live.owned:
            self.lose()
        elif record.status is SessionStatus.ERROR or record.reason in TERMINAL:
            self._parts.tasks.spawn(f"close {self.live.id}", self._close_ended(opening))
        elif record.status is SessionStatus.READY:
            self.lane.settle()

    async def _close_ended(self, opening: Opening) -> None:
        async with self._command:
            if self.live.opening is opening:
                await self._close(logout=False)

    async def _close(self, *, logout: bool) -> bool:
        """Whether the engine did it."""
        opening, self.live.opening = self.live.opening, None
        timeout_s = self._parts.settings.close_timeout_s
        if opening is not None and opening.task is not None and not opening.task.done():
            opening.task.cancel()
            await asyncio.wait([opening.task], timeout=timeout_s)
        try:
            await ask(self.live.engine.close_session(self.live.id, logout=logout), timeout_s=timeout_s)
        except Exception:  # supervisor: a session must be closable whatever its engine does
            self._parts.log.exception("engine failed in close_session", session=self.live.id)
            return False
        return True


def _ended(reason: StatusReason, account: Mapping[str, Any] | None = None) -> SessionChanges:
    return SessionChanges(
        status=SessionStatus.DISCONNECTED, reason=reason, detail=None, wanted=False, **(account or {})
    )
