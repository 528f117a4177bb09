"""One session of the engine on a network that a test plays frame by frame."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from openwa_core.testing.clock import FrozenClock
from openwa_core.testing.fakes.log import RecordingLog
from openwa_core.testing.fakes.state import MemoryState
from openwa_engine_simulator.engine.connection import Carrier
from openwa_engine_simulator.engine.credentials import Credentials
from openwa_engine_simulator.engine.session import DeviceSession, SessionParts
from openwa_engine_simulator.engine.unlinking import unlink
from openwa_engine_simulator.network.frames import (
    Ack,
    DeviceFrame,
    Got,
    Hello,
    Me,
    NewMessage,
    Paired,
    Resumed,
    ServerFrame,
    Sync,
    WireMessage,
)
from openwa_engine_simulator.network.ids import Ids
from openwa_engine_simulator.network.switchboard import Port
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.events import AckChanged, EngineEvent, MessageSeen
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
    storage: asyncio.Event
    """Set while what is reported is stored at once."""

    async def settle(self, seconds: float = 0.0) -> None:
        await self.clock.advance(seconds)

    @property
    def acknowledged(self) -> list[int]:
        return [frame.seq for frame in self.network.said if isinstance(frame, Got)]


@pytest.fixture
async def driven() -> AsyncIterator[Driven]:
    clock, network, state = FrozenClock(), ScriptedNetwork(), UnreliableState()
    reported: list[EngineEvent] = []
    storage = asyncio.Event()
    storage.set()

    async def emit(event: EngineEvent) -> None:
        reported.append(event)
        await storage.wait()

    parts = SessionParts(
        dial=network.dial, clock=clock, ids=Ids(clock.token), qr_refreshes=0, on_qr=lambda _: None
    )
    session = DeviceSession(ID, emit, Credentials(state, ID), parts)
    running = asyncio.create_task(session.run())
    yield Driven(clock, network, state, session, reported, storage)
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


def ack(key: str, native: int, *, seq: int) -> Ack:
    return Ack(chat="6281100000002@c.us", ids=(key,), ack=native, ts=1_800_000_000, seq=seq)


def told(driven: Driven) -> list[str]:
    """What was reported of messages, in order."""
    return [
        event.message.body if isinstance(event, MessageSeen) else f"{event.message_id[-4:]} {event.ack}"
        for event in driven.reported
        if isinstance(event, MessageSeen | AckChanged)
    ]


async def test_what_comes_together_is_told_together(driven: Driven) -> None:
    """Else each would wait for the commit of the one before."""
    await driven.settle()
    driven.storage.clear()
    driven.network.answer(
        NewMessage(message=message("3A01"), seq=1), NewMessage(message=message("3A02"), seq=2)
    )
    driven.network.answer(ack("3A03", 2, seq=3))
    await driven.settle()
    assert told(driven) == ["3A01", "3A02", "3A03 3"]
    assert driven.acknowledged == []
    driven.storage.set()
    await driven.settle()
    assert driven.acknowledged == [3]


async def test_of_one_message_the_next_is_told_when_the_one_before_is_stored(driven: Driven) -> None:
    await driven.settle()
    driven.storage.clear()
    driven.network.answer(ack("3A01", 2, seq=1), ack("3A02", 2, seq=2), ack("3A01", 3, seq=3))
    await driven.settle()
    assert told(driven) == ["3A01 3", "3A02 3"]
    driven.storage.set()
    await driven.settle()
    assert told(driven) == ["3A01 3", "3A02 3", "3A01 4"]
    assert driven.acknowledged == [3]


async def test_missed_messages_are_told_together_and_before_their_acks(driven: Driven) -> None:
    await driven.settle()
    mine = replace(message("3A02"), from_me=True, ack=3)
    driven.network.answer(Resumed(me=ME))
    await driven.settle()
    driven.storage.clear()
    driven.network.answer(Sync(messages=(message("3A01"), mine), seq=5, last=True))
    await driven.settle()
    assert told(driven) == ["3A01", "3A02"]
    driven.storage.set()
    await driven.settle()
    assert told(driven) == ["3A01", "3A02", "3A02 4"]


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
