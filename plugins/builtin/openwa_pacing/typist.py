"""The peer sees that somebody writes."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from openwa_hookspecs.context import Clock
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.gateway import ChatApi
from openwa_hookspecs.models.chats import Presence
from openwa_hookspecs.models.content import text_of
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_pacing.config import TypingConfig

__all__ = ["Typist"]

_STOP_TIMEOUT_S: Final = 0.5


class Typist:
    """Writes for as long as the text is long. What goes wrong with that is no reason not to send."""

    def __init__(self, config: TypingConfig, chats: ChatApi, principal: Principal, clock: Clock) -> None:
        self._config = config
        self._chats = chats
        self._principal = principal
        self._clock = clock

    async def write(self, session_id: SessionId, message: OutboundMessage, *, until: float) -> None:
        """`until` is a time of the loop, at which it breaks off. Where the engine cannot show it, there is no
        wait either."""
        with suppress(GatewayError):
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    await self._show(session_id, message, Presence.TYPING)
                    await self._clock.sleep(self.seconds(message))
            with suppress(TimeoutError):
                async with asyncio.timeout(_STOP_TIMEOUT_S):
                    await self._show(session_id, message, Presence.PAUSED)

    def seconds(self, message: OutboundMessage) -> float:
        """How long the message takes to write."""
        written_s = len(text_of(message.content)) / self._config.characters_per_s
        return min(max(written_s, self._config.min_s), self._config.max_s)

    async def _show(self, session_id: SessionId, message: OutboundMessage, presence: Presence) -> None:
        await self._chats.set_presence(self._principal, session_id, message.chat_id, presence)
