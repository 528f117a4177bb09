"""Core on a real SQLite storage with a scripted engine, without HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from openwa_core.clock import new_message_key
from openwa_core.discovery import PluginInfo
from openwa_core.gateway import CoreGateway
from openwa_core.lifecycle import Lifecycle
from openwa_core.loader import LoadedPlugins, Offer, load
from openwa_core.services.session_control import SessionControl
from openwa_core.services.settings import ServiceSettings
from openwa_hookspecs.gateway import NewSession, SessionApi
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import ChatId, MessageKey, SessionId, own_message_id
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.messages import MessageState, OutboundMessage, OutgoingRow, SentMessage
from openwa_hookspecs.models.sessions import SessionStatus
from openwa_hookspecs.provider import Provider
from tests.support.flaky_storage import FlakyStorage
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
limits: {{sessions: 5, send_timeout_s: 0.2, settle_timeout_s: 0.4, lease_s: {lease_s}}}
test: {{enabled: true, time_scale: 10}}
"""


class _NoConfig(BaseModel):
    """No options."""


@dataclass(frozen=True, kw_only=True)
class CoreWorld:
    """A gateway that runs, and shorthand for what tests ask of it."""

    core: CoreGateway
    engine: ScriptedEngine
    storage: FlakyStorage
    lifecycle: Lifecycle

    @property
    def sessions(self) -> SessionApi:
        """What callers may do with sessions."""
        return self.core.facade.sessions

    def control(self, session_id: SessionId) -> SessionControl:
        """The one place that opens and closes the engine for the session."""
        return self.core.table.find(ADMIN, session_id)

    async def session(self, name: str = "my-bot") -> SessionId:
        """A new session that has come to its first status."""
        record = await self.core.facade.sessions.create(ADMIN, NewSession(name=name))
        await self.control(record.id).opened()
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

    async def leave_open(
        self, session_id: SessionId, state: MessageState = MessageState.SENDING
    ) -> OutgoingRow:
        """A row of record as a crash leaves it behind."""
        control = self.control(session_id)
        await control.lane.ended()  # becoming CONNECTED settles rows: it must not find this one
        key = new_message_key(self.core.clock)
        row = OutgoingRow(
            session_id=session_id,
            key=key,
            message=OutboundMessage(chat_id=CHAT, content=Text(text="left open")),
            message_id=own_message_id(CHAT, key),
            state=state,
            created_at=self.core.clock.now(),
            epoch=control.live.record.epoch,
        )
        assert await self.core.storage.messages.add_outgoing(row, ())
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
        return self.control(session_id).live.record.status


def built_core(
    directory: Path,
    engine: ScriptedEngine,
    *,
    url: str | None = None,
    owner: str = "node-1",
    lease_s: int = 30,
    plugins: Mapping[str, object] | None = None,
    engine_name: str = "scripted",
    settings: ServiceSettings | None = None,
    offers: Mapping[str, Any] | None = None,
    more_yaml: str = "",
) -> CoreGateway:
    """Nothing is started. `plugins` bring hooks, `offers` replace those of a member of `LoadedPlugins`."""
    path = directory / f"{owner}.yaml"
    url = url or f"sqlite://{directory}/openwa.db"
    path.write_text(_CONFIG.format(directory=directory, url=url, lease_s=lease_s) + more_yaml)
    loaded = replace(load(path, {}), engines=(offer_of("engine", engine_name, lambda: engine),))
    loaded = replace(_with_flaky_storage(loaded), **(offers or {}))
    for name, plugin in (plugins or {}).items():
        loaded.hooks.register(plugin, name)
    return CoreGateway(loaded, version="0.0.0", owner=owner, settings=settings)


@asynccontextmanager
async def core_world(directory: Path, engine: ScriptedEngine, **options: Any) -> AsyncIterator[CoreWorld]:  # noqa: ANN401
    """Start, and stop at the end; the database stays in `directory` for the next one. Options as for
    `built_core`."""
    core = built_core(directory, engine, **options)
    assert isinstance(core.storage, FlakyStorage)
    lifecycle = Lifecycle(core)
    try:
        await lifecycle.start()
        yield CoreWorld(core=core, engine=engine, storage=core.storage, lifecycle=lifecycle)
    finally:
        core.storage.repair()
        await lifecycle.stop()


def _with_flaky_storage(loaded: LoadedPlugins) -> LoadedPlugins:
    real = loaded.storage.provider
    flaky = replace(real, create=lambda config, context: FlakyStorage(real.create(config, context)))
    return replace(loaded, storage=replace(loaded.storage, provider=flaky))


def offer_of(role: str, name: str, create: Callable[[], object], *, optional: bool = False) -> Offer:
    """A plugin without options."""
    provider: Provider[Any, Any, Any] = Provider(
        name=name, config=_NoConfig, create=lambda config, context: create()
    )
    info = PluginInfo(name=name, distribution="tests", version="0")
    return Offer(role=role, name=name, provider=provider, section=_NoConfig(), optional=optional, plugin=info)
