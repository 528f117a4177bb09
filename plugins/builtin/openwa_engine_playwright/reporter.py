"""The session's voice: facts go to core one after the other, until the opening is over."""

from __future__ import annotations

import asyncio
from typing import Final

from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.engine import Emit
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.models.events import EngineEvent, QrChanged, StatusChanged
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import QrCode, SessionStatus

__all__ = ["Reporter"]

_INITIALIZING: Final = StatusChanged(status=SessionStatus.INITIALIZING)
_RETRY_S: Final = 1.0


class Reporter:
    """Knows what core was told last, and tells it of changes only."""

    def __init__(self, session_id: SessionId, emit: Emit, *, clock: Clock, log: Log) -> None:
        self._session_id = session_id
        self._emit = emit
        self._clock = clock
        self._log = log
        self._one_at_a_time = asyncio.Lock()
        self._is_mute = False
        self.status = _INITIALIZING
        self.qr: QrCode | None = None
        self.has_spoken = asyncio.Event()
        """Set by the first status, and when there will be none."""

    async def tell_status(self, status: StatusChanged, code: str | None = None) -> None:
        """Report the status if it is another one, and the code on display if it is another one."""
        qr = QrCode(code=code) if code is not None else None
        if (status, qr) == (self.status, self.qr):
            return
        changed, shown = status != self.status, qr != self.qr
        self.status, self.qr = status, qr
        if changed:
            self._log.info(
                "session status", session=self._session_id, status=status.status, reason=status.reason
            )
            await self._tell_surely(status)
        if qr is not None and shown:
            await self._tell_surely(QrChanged(qr=qr))
        self.has_spoken.set()

    async def tell(self, fact: EngineEvent) -> bool:
        """Report a fact; False when the opening is over and core does not hear of it. Raises what core raises
        when it cannot be stored."""
        async with self._one_at_a_time:
            return await self._say(fact)

    def mute(self) -> None:
        """The opening is over: nothing is reported any more."""
        self._is_mute = True
        self.qr = None
        self.has_spoken.set()

    async def _tell_surely(self, fact: EngineEvent) -> None:
        """Nobody asks for a status again: try until it is stored, and let nothing overtake it."""
        async with self._one_at_a_time:
            while not await self._is_stored(fact):
                await self._clock.sleep(_RETRY_S)

    async def _is_stored(self, fact: EngineEvent) -> bool:
        try:
            await self._say(fact)
        except GatewayError as error:
            self._log.warning("status not stored yet", session=self._session_id, code=error.code)
            return False
        return True

    async def _say(self, fact: EngineEvent) -> bool:
        if self._is_mute:
            return False
        await self._emit(fact)
        return True
