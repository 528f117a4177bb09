"""What this process knows of a session: its record, its engine, and the opening that may speak for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from openwa_core.services.identity import IdentityBook
from openwa_hookspecs.engine import Engine
from openwa_hookspecs.errors import ErrorCode, SessionNotReadyError
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus, StatusReason

__all__ = ["LiveSession", "Opening"]


@dataclass(eq=False)
class Opening:
    """One run of the engine for a session. Facts that come from an older one are ignored."""

    task: asyncio.Task[None] | None = None


class LiveSession:
    """The newest record and whoever waits for the session to be CONNECTED."""

    def __init__(self, record: SessionRecord, engine: Engine, identities: IdentityBook) -> None:
        self.engine = engine
        self.identities = identities
        self.owned = False
        """Whether this process holds the lease; without it nothing may be written."""
        self.changing = asyncio.Lock()
        """Held while a status is committed: the engine's reports and callers' commands go one by one."""
        self._record = record
        self._own_id = _own_id(record)
        self._opening: Opening | None = None
        self._ready = asyncio.Event()

    @property
    def id(self) -> SessionId:
        return self._record.id

    @property
    def record(self) -> SessionRecord:
        """As last committed."""
        return self._record

    @record.setter
    def record(self, record: SessionRecord) -> None:
        self._record = record
        self._own_id = _own_id(record) or self._own_id
        self._tell_waiters()

    @property
    def own_id(self) -> ChatId:
        """The account itself; while none is linked the last one, of which sends may still end. Empty when
        none was seen."""
        return self._own_id

    @property
    def opening(self) -> Opening | None:
        """The one whose facts count; None while the engine is closed."""
        return self._opening

    @opening.setter
    def opening(self, opening: Opening | None) -> None:
        self._opening = opening
        self._tell_waiters()

    @property
    def is_ready(self) -> bool:
        """Whether messages can be sent now."""
        return self._record.status is SessionStatus.READY and self.opening is not None

    async def wait_ready(self, timeout_s: float) -> bool:
        """Wait until CONNECTED; False when that takes longer."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._ready.wait()
        except TimeoutError:
            return False
        return True

    def require_ready(self) -> None:
        """Raises `SessionNotReadyError` with the code that says why the session is not CONNECTED."""
        if not self.is_ready:
            raise self.not_ready()

    def not_ready(self) -> SessionNotReadyError:
        """Why the session cannot do what needs it CONNECTED."""
        record = self._record
        return SessionNotReadyError(
            record.id, status=record.status.api, code=_code(record.status, record.reason)
        )

    def _tell_waiters(self) -> None:
        if self.is_ready:
            self._ready.set()
        else:
            self._ready.clear()


def _own_id(record: SessionRecord) -> ChatId:
    return ChatId(f"{record.phone_number}@c.us" if record.phone_number else "")


def _code(status: SessionStatus, reason: StatusReason | None) -> ErrorCode:
    match status:
        case SessionStatus.INITIALIZING:
            return ErrorCode.SESSION_INITIALIZING
        case SessionStatus.DISCONNECTED | SessionStatus.ERROR:
            return reason.error_code if reason else ErrorCode.SESSION_DISCONNECTED
        case _:
            return ErrorCode.SESSION_NOT_READY
