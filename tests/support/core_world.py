"""Core on a real SQLite storage with a scripted engine, without HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from openwa_core.discovery import PluginInfo
from openwa_core.gateway import CoreGateway
from openwa_core.lifecycle import Lifecycle
from openwa_core.loader import LoadedPlugins, Offer, load
from openwa_hookspecs.gateway import NewSession
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import ChatId, MessageKey, SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.messages import MessageState, OutboundMessage, OutgoingRow, SentMessage, Text
from openwa_hookspecs.models.sessions import SessionStatus
from openwa_hookspecs.provider import Provider
from tests.support.scripted_engine import ScriptedEngine
from tests.support.waiting import until

CHAT = ChatId("628123456789@c.us")
ADMIN = Principal(name="test", role=Role.ADMIN)
_CONFIG = """
data_dir: {directory}
engines: [{{use: simulator}}]
storage: {{use: tortoise, config: {{url: "{url}"}}}}
transports: []
auth: []
limits: {{send_timeout_s: 0.2, settle_timeout_s: 0.6, lease_s: 30}}
"""


class _NoConfig(BaseModel):
    """The scripted engine has no options."""


@dataclass(frozen=True, kw_only=True)
class CoreWorld:
    """A gateway that runs, and shorthand for what tests ask of it."""

    core: CoreGateway
    engine: ScriptedEngine

    async def session(self, name: str = "my-bot") -> SessionId:
        """A new session that has come to its first status."""
        record = await self.core.facade.sessions.create(ADMIN, NewSession(name=name))
        await self.core.table.find(ADMIN, record.id).opened()
        return record.id

    def send(self, session_id: SessionId, text: str = "hello") -> asyncio.Task[SentMessage]:
        """A caller's send, as a task of its own."""
        message = OutboundMessage(chat_id=CHAT, content=Text(text=text))
        return asyncio.create_task(self.core.facade.messages.send(ADMIN, session_id, message))

    async def row(self, session_id: SessionId, key: MessageKey) -> OutgoingRow:
        """The row of record of a key."""
        row = await self.core.storage.messages.outgoing(session_id, key)
        assert row is not None
        return row

    async def events(self, kind: str = "") -> list[Event]:
        """The log, or the part of one kind."""
        log = await self.core.storage.events.read(after=0, wanted=EventFilter(), limit=1000)
        return [event for event in log if event.type.startswith(kind)]

    async def until_state(self, session_id: SessionId, key: MessageKey, state: MessageState) -> None:
        """Wait until the row of record is in that state."""

        async def reached() -> bool:
            return (await self.row(session_id, key)).state is state

        await until(reached)

    def status(self, session_id: SessionId) -> SessionStatus:
        """As last committed."""
        return self.core.table.find(ADMIN, session_id).live.record.status


@asynccontextmanager
async def core_world(
    directory: Path, engine: ScriptedEngine, *, url: str | None = None, owner: str = "node-1"
) -> AsyncIterator[CoreWorld]:
    """Start, and stop at the end; the database stays in `directory` for the next one."""
    path = directory / "config.yaml"
    path.write_text(_CONFIG.format(directory=directory, url=url or f"sqlite://{directory}/openwa.db"))
    core = CoreGateway(_with_engine(load(path, {}), engine), version="0.0.0", owner=owner)
    lifecycle = Lifecycle(core)
    try:
        await lifecycle.start()
        yield CoreWorld(core=core, engine=engine)
    finally:
        await lifecycle.stop()


def _with_engine(loaded: LoadedPlugins, engine: ScriptedEngine) -> LoadedPlugins:
    provider: Provider[Any, Any, Any] = Provider(
        name="scripted", config=_NoConfig, create=lambda config, context: engine
    )
    info = PluginInfo(name="scripted", distribution="tests", version="0")
    offer = Offer(
        role="engine", name="scripted", provider=provider, section=_NoConfig(), optional=False, plugin=info
    )
    return replace(loaded, engines=(offer,))
