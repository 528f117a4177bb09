"""The engine: open sessions by id."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from openwa_engine_playwright.abilities.chats import ChatAbilities
from openwa_engine_playwright.abilities.contacts import ContactAbilities
from openwa_engine_playwright.abilities.groups import GroupAbilities
from openwa_engine_playwright.abilities.media import MediaAbilities
from openwa_engine_playwright.abilities.messages import MessageAbilities
from openwa_engine_playwright.calls import Calls
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.desk import Desk
from openwa_engine_playwright.driver import Driver
from openwa_engine_playwright.equipment import Equipment
from openwa_engine_playwright.health import EngineHealth
from openwa_engine_playwright.life import Life, Shared
from openwa_engine_playwright.profile import Profile, prune_set_aside
from openwa_engine_playwright.progress import Progress
from openwa_engine_playwright.session_config import session_config
from openwa_hookspecs.context import Context
from openwa_hookspecs.engine import Capability, Emit, LookupResult
from openwa_hookspecs.errors import (
    JsonValue,
    ServiceUnavailableError,
    SessionLimitReachedError,
    SessionNotFoundError,
)
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import Message, OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import PairingCode, Proxy, QrCode, SessionRecord, SessionStatus
from openwa_hookspecs.service import Health

__all__ = ["PlaywrightEngine"]

_CAPABILITIES: Final = frozenset(Capability)
"""All that the role knows; what WhatsApp takes away is left out as long as it is."""


@dataclass(frozen=True, kw_only=True)
class _Session:
    life: Life
    calls: Calls


class PlaywrightEngine(MessageAbilities, MediaAbilities, ChatAbilities, ContactAbilities, GroupAbilities):
    """WhatsApp Web in a Chromium of its own for each session."""

    def __init__(self, config: PlaywrightConfig, context: Context) -> None:
        self._config = config
        self._context = context
        self._sessions: dict[SessionId, _Session] = {}
        self._openings: dict[SessionId, object] = {}
        """The newest opening of each session: an older one that still waits to begin has lost."""
        self._shared = Shared(
            config=config,
            context=context,
            driver=Driver(),
            equipment=Equipment(config),
            launching=asyncio.Lock(),
        )
        self._health = EngineHealth(self._shared)

    @property
    def capabilities(self) -> frozenset[Capability]:
        """Without those that WhatsApp gives no connected session any more."""
        lacks = [
            session.life.visit.lacks
            for session in self._sessions.values()
            if session.life.visit is not None and session.life.reporter.status.status is SessionStatus.READY
        ]
        return _CAPABILITIES - frozenset.intersection(*lacks) if lacks else _CAPABILITIES

    @property
    def equipment(self) -> Equipment:
        """Chromium and the bundle, for checks."""
        return self._shared.equipment

    async def start(self) -> None:
        await self._prune()

    async def stop(self) -> None:
        self._openings.clear()
        await asyncio.gather(
            *(self.close_session(session_id, logout=False) for session_id in list(self._sessions))
        )
        await self._shared.driver.stop()

    async def health(self) -> Health:
        return await self._health.report({name: session.life for name, session in self._sessions.items()})

    def check_session_config(self, config: Mapping[str, JsonValue], proxy: Proxy | None) -> None:
        session_config(self._config, config, proxy)

    async def open_session(self, session: SessionRecord, emit: Emit) -> None:
        opening = self._openings[session.id] = object()
        if (before := self._sessions.get(session.id)) is not None:
            await self._end(session.id, before.life)
        if self._openings.get(session.id) is not opening:
            return  # closed, or opened again, meanwhile
        running = sum(not other.life.is_over for other in self._sessions.values())
        if running >= self._config.max_sessions:
            raise SessionLimitReachedError(self._config.max_sessions)
        shared = replace(self._shared, config=session_config(self._config, session.config, session.proxy))
        life = Life(session.id, emit, shared)
        self._sessions[session.id] = _Session(life=life, calls=Calls(session.id, life, shared))
        try:
            await life.opened()
        except BaseException:
            await self._end(session.id, life)
            raise

    async def close_session(self, session_id: SessionId, *, logout: bool) -> None:
        unlinked = True
        self._openings.pop(session_id, None)
        if (session := self._sessions.get(session_id)) is not None:
            session.life.reporter.mute()
            if logout:
                unlinked = await session.calls.log_out()
            await self._end(session_id, session.life)
        if not unlinked:
            raise ServiceUnavailableError("WhatsApp Web did not confirm the logout; the credentials are kept")
        if logout:
            await self._forget(session_id)

    async def send(
        self, session_id: SessionId, message: OutboundMessage, client_id: MessageKey
    ) -> SentMessage:
        return await self._calls(session_id).sends.send(message, client_id)

    async def lookup(self, session_id: SessionId, client_id: MessageKey, chat_id: ChatId) -> LookupResult:
        if session_id not in self._sessions:
            return LookupResult(outcome=SendOutcome.UNKNOWN)
        return await self._calls(session_id).sends.lookup(client_id, chat_id)

    async def qr(self, session_id: SessionId) -> QrCode | None:
        session = self._sessions.get(session_id)
        return session.life.reporter.qr if session is not None else None

    async def pairing_code(self, session_id: SessionId, phone: str) -> PairingCode:
        return await self._calls(session_id).pairing_code(phone)

    async def history(
        self, session_id: SessionId, chat_id: ChatId, *, limit: int, before: MessageId | None
    ) -> Sequence[Message]:
        return await self._calls(session_id).history(chat_id, limit=limit, before=before)

    def desk(self, session_id: SessionId) -> Desk:
        return self._calls(session_id).desk

    def _calls(self, session_id: SessionId) -> Calls:
        if (session := self._sessions.get(session_id)) is None:
            raise SessionNotFoundError(session_id)
        return session.calls

    async def _end(self, session_id: SessionId, life: Life) -> None:
        """By object: a newer opening of the session is not touched."""
        await life.end()
        if (session := self._sessions.get(session_id)) is not None and session.life is life:
            del self._sessions[session_id]

    async def _forget(self, session_id: SessionId) -> None:
        profile = Profile(self._config.profiles_dir, session_id)
        if not profile.path.exists():
            return
        profile.acquire()
        try:
            profile.set_aside(self._context.clock.now())
            await Progress(self._context.state, session_id).forget()
        finally:
            profile.release()
        await self._prune()

    async def _prune(self) -> None:
        """Of what was set aside, here or before, the part that is old goes."""
        await asyncio.to_thread(prune_set_aside, self._config.profiles_dir, self._context.clock.now())
