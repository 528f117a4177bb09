"""The engine: any number of sessions, each a linked device in the simulated network."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openwa_engine_simulator.config import SimulatorConfig
from openwa_engine_simulator.engine import requests
from openwa_engine_simulator.engine.abilities.chats import ChatAbilities
from openwa_engine_simulator.engine.abilities.contacts import ContactAbilities
from openwa_engine_simulator.engine.abilities.groups import GroupAbilities
from openwa_engine_simulator.engine.abilities.messages import MessageAbilities
from openwa_engine_simulator.engine.connection import Dial
from openwa_engine_simulator.engine.credentials import Credentials
from openwa_engine_simulator.engine.local_carrier import dial_local
from openwa_engine_simulator.engine.media_road import LocalRoad, MediaRoad
from openwa_engine_simulator.engine.own_network import OwnNetwork
from openwa_engine_simulator.engine.session import DeviceSession, SessionParts
from openwa_engine_simulator.engine.unlinking import unlink
from openwa_engine_simulator.network.ids import Ids
from openwa_hookspecs.context import Context
from openwa_hookspecs.engine import Capability, Emit, LookupResult
from openwa_hookspecs.errors import SessionNotReadyError
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import Message, OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import PairingCode, QrCode, SessionRecord, SessionStatus
from openwa_hookspecs.service import Health, HealthStatus

__all__ = ["SimulatorEngine"]

_CAPABILITIES: Final = frozenset(Capability) - {
    Capability.SCREENSHOT,
    Capability.SESSION_CONFIG,
    Capability.SESSION_PROXY,
}
"""It has no window, nothing to set for one session, and no way that a proxy could be on."""


@dataclass(frozen=True, kw_only=True)
class _Open:
    """A session with the task that drives it."""

    session: DeviceSession
    task: asyncio.Task[None]


class SimulatorEngine(MessageAbilities, ChatAbilities, ContactAbilities, GroupAbilities):
    def __init__(self, config: SimulatorConfig, context: Context) -> None:
        self._config = config
        self._context = context
        self._own = OwnNetwork(config, context) if config.url is None else None
        self._open: dict[SessionId, _Open] = {}

    @property
    def capabilities(self) -> frozenset[Capability]:
        return _CAPABILITIES

    @property
    def control_url(self) -> str | None:
        """Where the phones of the network in this process are driven; None when nowhere."""
        return None if self._own is None else self._own.control_url

    async def start(self) -> None:
        if self._own is not None:
            await self._own.start()

    async def stop(self) -> None:
        for session_id in list(self._open):
            await self._end(session_id)
        if self._own is not None:
            await self._own.stop()

    async def health(self) -> Health:
        statuses = Counter(opened.session.status.value for opened in self._open.values())
        network = self._config.url or "in this process"
        problem = None if self._own is None else self._own.problem
        details = {"sessions": dict(statuses), "network": network, "control": self.control_url}
        if problem is None:
            return Health(details=details)
        return Health(status=HealthStatus.DEGRADED, details=details | {"problem": problem})

    async def open_session(self, session: SessionRecord, emit: Emit) -> None:
        await self._end(session.id)
        device = DeviceSession(session.id, emit, self._credentials(session.id), self._parts())
        task = self._context.tasks.spawn(f"session {session.id}", device.run())
        self._open[session.id] = _Open(session=device, task=task)
        first = asyncio.ensure_future(device.spoke.wait())
        try:
            await asyncio.wait({first, task}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
        except asyncio.CancelledError:
            await self._end(session.id)
            raise
        finally:
            first.cancel()

    async def close_session(self, session_id: SessionId, *, logout: bool) -> None:
        await self._end(session_id)
        if logout:
            await unlink(self._dial(), self._credentials(session_id), self._context.log)

    async def send(
        self, session_id: SessionId, message: OutboundMessage, client_id: MessageKey
    ) -> SentMessage:
        return await requests.send(self.session(session_id), message, client_id, self.road())

    async def lookup(self, session_id: SessionId, client_id: MessageKey, chat_id: ChatId) -> LookupResult:
        opened = self._open.get(session_id)
        if opened is None:
            return LookupResult(outcome=SendOutcome.UNKNOWN)
        return await requests.look_up(opened.session, client_id, chat_id)

    async def qr(self, session_id: SessionId) -> QrCode | None:
        opened = self._open.get(session_id)
        return None if opened is None else opened.session.qr

    async def pairing_code(self, session_id: SessionId, phone: str) -> PairingCode:
        return await requests.pairing_code(self.session(session_id), phone)

    async def history(
        self, session_id: SessionId, chat_id: ChatId, *, limit: int, before: MessageId | None
    ) -> Sequence[Message]:
        return await requests.history(self.session(session_id), chat_id, limit=limit, before=before)

    async def message(self, session_id: SessionId, message_id: MessageId, chat_id: ChatId) -> Message | None:
        return await requests.message(self.session(session_id), message_id, chat_id)

    def session(self, session_id: SessionId) -> DeviceSession:
        opened = self._open.get(session_id)
        if opened is None:
            raise SessionNotReadyError(session_id, status=SessionStatus.DISCONNECTED.api)
        return opened.session

    def road(self) -> MediaRoad:
        if self._own is not None:
            return LocalRoad(self._own.network.shelf)
        from openwa_engine_simulator.engine.http_road import HttpRoad  # noqa: PLC0415  only with a url

        return HttpRoad(self._config.url or "")

    def media_url(self, media_id: str) -> str | None:
        base = self._config.url or self.control_url
        return None if base is None else f"{base}/media/{media_id}"

    async def _end(self, session_id: SessionId) -> None:
        opened = self._open.pop(session_id, None)
        if opened is not None and not opened.task.done():
            opened.task.cancel()
            await asyncio.wait({opened.task})

    def _credentials(self, session_id: SessionId) -> Credentials:
        return Credentials(self._context.state, session_id)

    def _dial(self) -> Dial:
        if self._own is not None:
            return dial_local(self._own.network)
        from openwa_engine_simulator.engine.socket_carrier import dial_socket  # noqa: PLC0415  only with a url

        return dial_socket(self._config.url or "", tasks=self._context.tasks, log=self._context.log)

    def _parts(self) -> SessionParts:
        return SessionParts(
            dial=self._dial(),
            clock=self._context.clock,
            ids=Ids(self._context.clock.token),
            qr_refreshes=self._config.qr_refreshes,
            on_qr=_ignore if self._own is None else self._own.scan_for,
        )


def _ignore(_: str) -> None:
    """The phones of another process scan by themselves."""
