"""The way from a caller to the engine of a connected session: role, scope, capability, state, time limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from openwa_core.services.engine_call import EngineBrokeOffError, ask
from openwa_core.services.live_session import LiveSession
from openwa_core.services.parts import ServiceParts
from openwa_core.services.roles import require
from openwa_core.services.session_table import SessionTable
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import CapabilityNotSupportedError, ServiceUnavailableError
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal, Role

__all__ = ["EngineDesk"]

Answer = TypeVar("Answer")
Ability = TypeVar("Ability")


class EngineDesk:
    """What the services for chats, contacts, groups and actions on messages have in common."""

    def __init__(self, table: SessionTable, parts: ServiceParts) -> None:
        self._table = table
        self._parts = parts

    async def read(
        self,
        principal: Principal,
        session_id: SessionId,
        able: tuple[Capability, type[Ability]],
        question: Callable[[Ability], Awaitable[Answer]],
    ) -> Answer:
        """Ask the session's engine. Raises `SessionNotFoundError`, `CapabilityNotSupportedError`,
        `SessionNotReadyError`, `ServiceUnavailableError`, and what the engine raises for callers."""
        return await self._ask(self._live(principal, session_id, Role.VIEWER), able, question)

    async def change(
        self,
        principal: Principal,
        session_id: SessionId,
        able: tuple[Capability, type[Ability]],
        order: Callable[[Ability], Awaitable[Answer]],
    ) -> Answer:
        """As `read`, for what changes something: only operators may."""
        live = self._live(principal, session_id, Role.OPERATOR)
        self._table.require_open()
        return await self._ask(live, able, order)

    def _live(self, principal: Principal, session_id: SessionId, role: Role) -> LiveSession:
        require(principal, role)
        control = self._table.find(principal, session_id)
        control.require_owned()
        return control.live

    async def _ask(
        self,
        live: LiveSession,
        able: tuple[Capability, type[Ability]],
        question: Callable[[Ability], Awaitable[Answer]],
    ) -> Answer:
        live.require_ready()
        capability, ability = able
        engine = live.engine
        if capability not in engine.capabilities or not isinstance(engine, ability):
            raise CapabilityNotSupportedError(live.record.engine, capability.value)
        try:
            return await ask(question(engine), timeout_s=self._parts.settings.query_timeout_s)
        except (TimeoutError, EngineBrokeOffError) as error:
            raise ServiceUnavailableError("The engine does not answer") from error
