"""The extension: what happens to a message before it goes."""

from __future__ import annotations

import asyncio
from typing import Final

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.pipes import HOOK_TIMEOUT_S
from openwa_hookspecs.service import Health
from openwa_pacing.acquaintances import Acquaintances
from openwa_pacing.caps import Caps
from openwa_pacing.config import PacingConfig
from openwa_pacing.quiet_hours import QuietHours
from openwa_pacing.refusal import Refusal
from openwa_pacing.typist import Typist

__all__ = ["CannotDecideError", "Pacing"]

_LAST_S: Final = 1.0
"""So long before core gives the hook up, nothing is waited for any more."""

_SHORTEST_WAIT_S: Final = 0.05


class CannotDecideError(Exception):
    """The gateway did not tell what the rules ask for. The message goes: pacing must not stop what it cannot
    judge."""


class Pacing:
    """See `openwa_pacing.config.PacingConfig`."""

    def __init__(self, config: PacingConfig, context: GatewayContext) -> None:
        self._config = config
        self._clock = context.clock
        self._sessions = context.gateway.sessions
        self._principal = Principal(name=context.name, role=Role.OPERATOR)
        self._acquaintances = Acquaintances(context.gateway.messages, self._principal)
        self._caps = Caps(config.warm_up, config.first_contacts, context.state)
        self._quiet_hours = None if config.quiet_hours is None else QuietHours(config.quiet_hours)
        self._typist = (
            None
            if config.typing is None
            else Typist(config.typing, context.gateway.chats, self._principal, context.clock)
        )
        self._refused = 0

    async def start(self) -> None:
        """Nothing to open."""

    async def stop(self) -> None:
        """Nothing to close."""

    async def health(self) -> Health:
        """How many messages were refused since the start."""
        return Health(details={"refused": self._refused})

    @hookimpl
    async def before_send(self, session_id: SessionId, message: OutboundMessage) -> None:
        """Let it through, late perhaps, or refuse it."""
        until = asyncio.get_running_loop().time() + HOOK_TIMEOUT_S - _LAST_S
        try:
            refusal = await self._decide(session_id, message)
        except GatewayError as error:
            raise CannotDecideError(error.message) from error
        if refusal is not None:
            self._refused += 1
            raise refusal.error(session_id)
        if self._typist is not None:
            await self._typist.write(session_id, message, until=until)

    async def _decide(self, session_id: SessionId, message: OutboundMessage) -> Refusal | None:
        left_s = self._config.max_wait_s if self._config.action == "postpone" else 0.0
        while (refusal := await self._take(session_id, message)) is not None:
            wait_s = max(refusal.wait_s, _SHORTEST_WAIT_S)
            if wait_s > left_s:
                break
            left_s -= wait_s
            await self._clock.sleep(wait_s)
        return refusal

    async def _take(self, session_id: SessionId, message: OutboundMessage) -> Refusal | None:
        now, chat_id = self._clock.now(), message.chat_id
        if self._quiet_hours is not None and (refusal := self._quiet_hours.refusal(now)) is not None:
            return refusal
        counts_contacts = self._config.first_contacts is not None
        if not counts_contacts and self._config.warm_up is None:
            return None
        session = await self._sessions.get(self._principal, session_id)
        is_first = counts_contacts and await self._acquaintances.is_first_contact(session_id, chat_id)
        return await self._caps.take(session, chat_id, is_first=is_first, now=now)
