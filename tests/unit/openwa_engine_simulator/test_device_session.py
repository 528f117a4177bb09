"""One session of the engine on a network that a test plays frame by frame."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from openwa_core.testing.clock import FrozenClock
from openwa_core.testing.fakes.log import RecordingLog
from openwa_core.testing.fakes.state import MemoryState
from openwa_engine_simulator.engine.connection import Carrier
from openwa_engine_simulator.engine.credentials import Credentials
from openwa_engine_simulator.engine.session import DeviceSession, SessionParts
from openwa_engine_simulator.engine.unlinking import unlink
from openwa_engine_simulator.network.frames import (
    DeviceFrame,
    Got,
    Hello,
    Me,
    Paired,
    Resumed,
    ServerFrame,
    Sync,
    WireMessage,
)
from openwa_engine_simulator.network.ids import Ids
from openwa_engine_simulator.network.switchboard import Port
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.events import EngineEvent, MessageSeen
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import SessionStatus

ID = SessionId("sess_a")
TOKEN_KEY = f"token/{ID}"
ME = Me(user="6281100000001", device=1, lid=None, push_name="Ann", platform="android")


@dataclass
class ScriptedNetwork:
    """Takes every frame, and says what the test says."""

    said: list[DeviceFrame] = field(default_factory=list)
    ports: list[Port] = field(default_factory=list)

    async def dial(self, port: Port) -> Carrier:
        self.ports.append(port)
        return self

    def send(self, frame: DeviceFrame) -> None:
        self.said.append(frame)

    async def close(self) -> None:
        """Nothing is open."""

    def answer(self, *frames: ServerFrame) -> None:
        for frame in frames:
            self.ports[-1].deliver(frame)


@dataclass
class UnreliableState(MemoryState):
    """A storage that can be away."""

    is_away: bool = False

    async def get(self, key: str) -> str | None:
        self._check()
        return await super().get(key)

    async def set(self, key: str, value: str) -> None:
        self._check()
        await super().set(key, value)

    def _check(self) -> None:
        if self.is_away:
            raise ServiceUnavailableError("The database cannot be reached")


@dataclass
class Driven:
    """A session that runs, and what it reported."""

    clock: FrozenClock
    network: ScriptedNetwork
    state: UnreliableState
    session: DeviceSession
    reported: list[EngineEvent]

    async def settle(self, seconds: float = 0.0) -> None:
        await self.clock.advance(seconds)

    @property
    def acknowledged(self) -> list[int]:
        return [frame.seq for frame in self.network.said if isinstance(frame, Got)]


@pytest.fixture
async def driven() -> AsyncIterator[Driven]:
    clock, network, state = FrozenClock(), ScriptedNetwork(), UnreliableState()
    reported: list[EngineEvent] = []

    async def emit(event: EngineEvent) -> None:
        reported.append(event)

    parts = SessionParts(
        dial=network.dial, clock=clock, ids=Ids(clock.token), qr_refreshes=0, on_qr=lambda _: None
    )
    session = DeviceSession(ID, emit, Credentials(state, ID), parts)
    running = asyncio.create_task(session.run())
    yield Driven(clock, network, state, session, reported)
    running.cancel()
    await asyncio.wait({running})


def message(key: str) -> WireMessage:
    chat = "6281100000002@c.us"
    return WireMessage(
        id=key,
        chat=chat,
        sender=chat,
        to="6281100000001@c.us",
        from_me=False,
        type="chat",
        body=key,
        at=1_800_000_000,
        ack=1,
        push_name="Ben",
    )


async def test_sync_is_acknowledged_when_its_last_piece_was_heard(driven: Driven) -> None:
    """Each piece carries the number of the whole; the connection can break between two of them."""
    await driven.settle()
    driven.network.answer(Resumed(me=ME), Sync(messages=(message("3A01"),), seq=5, last=False))
    await driven.settle()
    assert [event.message.body for event in driven.reported if isinstance(event, MessageSeen)] == ["3A01"]
    assert driven.acknowledged == []
    driven.network.answer(Sync(messages=(message("3A02"),), seq=5, last=True))
    await driven.settle()
    assert driven.acknowledged == [5]


async def test_session_waits_for_a_storage_that_is_away_when_it_connects_again(driven: Driven) -> None:
    await driven.settle()
    driven.network.answer(Resumed(me=ME))
    await driven.settle()
    driven.state.values[TOKEN_KEY] = "a token"
    driven.state.is_away = True
    driven.network.ports[-1].hang_up()
    await driven.settle(10.0)
    assert len(driven.network.ports) == 2
    assert len(driven.network.said) == 1
    driven.state.is_away = False
    await driven.settle(10.0)
    assert driven.network.said[-1] == Hello(token="a token", acknowledges=True)


async def test_token_of_a_new_link_is_kept_once_the_storage_is_back(driven: Driven) -> None:
    await driven.settle()
    driven.state.is_away = True
    driven.network.answer(Paired(token="a token", me=ME), Sync(seq=0, last=True))
    await driven.settle(10.0)
    assert driven.reported == []
    driven.state.is_away = False
    await driven.settle(10.0)
    assert driven.state.values == {TOKEN_KEY: "a token"}
    assert driven.session.status is SessionStatus.READY


class QueueingState(MemoryState):
    """Writes in the order of the calls but later than it reads, as a storage with one writer does."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[str, str | None]] = []

    async def set(self, key: str, value: str) -> None:
        self.waiting.append((key, value))

    async def delete(self, key: str) -> None:
        self.waiting.append((key, None))

    async def catch_up(self) -> None:
        for key, value in self.waiting:
            await (super().delete(key) if value is None else super().set(key, value))


async def test_logout_forgets_the_token_that_is_just_being_stored() -> None:
    state, network = QueueingState(), ScriptedNetwork()
    credentials = Credentials(state, ID)
    await credentials.keep("a token")
    await unlink(network.dial, credentials, RecordingLog())
    await state.catch_up()
    assert state.values == {}
