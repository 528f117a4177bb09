"""Stands where a session names an engine that the configuration does not have (any more)."""

from __future__ import annotations

from typing import NoReturn

from openwa_hookspecs.engine import Capability, Emit, LookupResult
from openwa_hookspecs.errors import CapabilityNotSupportedError
from openwa_hookspecs.models.ids import ChatId, MessageKey, SessionId
from openwa_hookspecs.models.messages import OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_hookspecs.service import Health, HealthStatus

__all__ = ["AbsentEngine"]


class AbsentEngine:
    """Can do nothing; a session that is opened with it goes to FAILED and says why."""

    capabilities: frozenset[Capability] = frozenset()

    def __init__(self, name: str) -> None:
        self._name = name

    async def start(self) -> None:
        """There is nothing to start."""

    async def stop(self) -> None:
        """There is nothing to stop."""

    async def health(self) -> Health:
        return Health(status=HealthStatus.FAILED, details={"engine": self._name, "missing": True})

    async def open_session(self, session: SessionRecord, emit: Emit) -> None:
        self._refuse()

    async def close_session(self, session_id: SessionId, *, logout: bool) -> None:
        """Nothing is open."""

    async def send(
        self, session_id: SessionId, message: OutboundMessage, client_id: MessageKey
    ) -> SentMessage:
        self._refuse()

    async def lookup(self, session_id: SessionId, client_id: MessageKey, chat_id: ChatId) -> LookupResult:
        return LookupResult(outcome=SendOutcome.UNKNOWN)

    def _refuse(self) -> NoReturn:
        raise CapabilityNotSupportedError(
            self._name, f"the engine {self._name!r} is not in the configuration"
        )
