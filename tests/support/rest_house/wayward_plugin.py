"""Plugins for what no phone of the simulator can bring about: an engine that boots for ever, breaks, or
refuses what its contract lets it refuse; one that can do nothing; an auth plugin that breaks.

The gateway loads them by their entry points, as it loads everybody's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import NoReturn

from pydantic import BaseModel, ConfigDict

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import Context, StoreContext
from openwa_hookspecs.engine import (
    Capability,
    Emit,
    LookupResult,
    SupportsChats,
    SupportsContacts,
    SupportsGroups,
    SupportsHistory,
    SupportsMedia,
    SupportsMessageActions,
    SupportsPairingCode,
    SupportsQr,
)
from openwa_hookspecs.errors import JsonValue, SendFailedError, SessionNotReadyError
from openwa_hookspecs.models.events import QrChanged, StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageKey, SessionId
from openwa_hookspecs.models.keys import Credentials, Principal, Role
from openwa_hookspecs.models.messages import OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import Account, Proxy, QrCode, SessionRecord, SessionStatus
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.service import Health

_ACCOUNT = Account(phone_number="628700000000", push_name="Wayward", platform="none")


class Nothing(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bare:
    """Always connected, able to do nothing."""

    capabilities: frozenset[Capability] = frozenset()

    def __init__(self, config: Nothing, context: Context) -> None:
        pass

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def health(self) -> Health:
        return Health()

    async def open_session(self, session: SessionRecord, emit: Emit) -> None:
        await emit(StatusChanged(status=SessionStatus.READY, account=_ACCOUNT))

    async def close_session(self, session_id: SessionId, *, logout: bool) -> None: ...

    async def send(
        self, session_id: SessionId, message: OutboundMessage, client_id: MessageKey
    ) -> SentMessage:
        raise RuntimeError("a fault of the engine")

    async def lookup(self, session_id: SessionId, client_id: MessageKey, chat_id: ChatId) -> LookupResult:
        return LookupResult(outcome=SendOutcome.ABSENT)


class Wayward(Bare):
    """Claims that it can do all but look messages up; a session's `config.mode` says how it goes wrong."""

    capabilities = frozenset(Capability) - {Capability.LOOKUP}

    def __init__(self, config: Nothing, context: Context) -> None:
        self._modes: dict[SessionId, str] = {}

    def check_session_config(self, config: Mapping[str, JsonValue], proxy: Proxy | None) -> None:
        """Takes anything."""

    async def open_session(self, session: SessionRecord, emit: Emit) -> None:
        mode = self._modes[session.id] = str(session.config.get("mode", "breaks"))
        if mode == "boots":
            await asyncio.Event().wait()
        if mode == "shows":
            await emit(QrChanged(qr=QrCode(code="2@wayward")))
        else:
            await emit(StatusChanged(status=SessionStatus.READY, account=_ACCOUNT))

    async def screenshot(self, session_id: SessionId) -> bytes:
        if self._modes[session_id] == "refuses":
            return b"\x89PNG\r\n\x1a\n"
        self.fail(session_id)

    def fail(self, session_id: SessionId) -> NoReturn:
        """As the session's mode has it."""
        match self._modes[session_id]:
            case "refuses":
                raise SendFailedError("WhatsApp said no")
            case "without-window":
                raise SessionNotReadyError(session_id, status="CONNECTED")
        raise RuntimeError("a fault of the engine")


async def _fail(engine: Wayward, session_id: SessionId, *args: object, **kwargs: object) -> NoReturn:
    engine.fail(session_id)


for _ability in (
    SupportsChats,
    SupportsContacts,
    SupportsGroups,
    SupportsHistory,
    SupportsMedia,
    SupportsMessageActions,
    SupportsPairingCode,
    SupportsQr,
):
    for _name in (name for name in vars(_ability) if not name.startswith("_")):
        setattr(Wayward, _name, _fail)


class Brittle:
    """Knows an admin by one word, manages no keys, and breaks at another word."""

    def __init__(self, config: Nothing, context: StoreContext) -> None:
        pass

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def health(self) -> Health:
        return Health()

    async def authenticate(self, credentials: Credentials) -> Principal | None:
        if credentials.header == "a key that breaks":
            raise RuntimeError("a fault of the auth plugin")
        is_known = credentials.header == "a-key-for-tests-0123456789"
        return Principal(name="tests", role=Role.ADMIN) if is_known else None


class _OfferedEngine:
    OPENWA_API_VERSION = 1

    def __init__(self, name: str, engine: type[Bare]) -> None:
        self._provider: Provider[Nothing, Context, Bare] = Provider(name=name, config=Nothing, create=engine)

    @hookimpl
    def register_engine(self) -> Provider[Nothing, Context, Bare]:
        return self._provider


class _OfferedAuth:
    OPENWA_API_VERSION = 1

    @hookimpl
    def register_auth(self) -> Provider[Nothing, StoreContext, Brittle]:
        return Provider(name="brittle", config=Nothing, create=Brittle)


BARE = _OfferedEngine("bare", Bare)
WAYWARD = _OfferedEngine("wayward", Wayward)
BRITTLE = _OfferedAuth()
