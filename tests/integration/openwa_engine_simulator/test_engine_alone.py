"""What only the simulator's own engine can: its file, its control API, its demo phone."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from pydantic import ValidationError

from openwa_core.clock import SystemClock
from openwa_core.context import CoreContext
from openwa_core.tasks import TaskSupervisor
from openwa_core.testing.contracts import EngineRig, LinkedSession
from openwa_core.testing.fakes.http import NoHttp
from openwa_core.testing.fakes.log import RecordingLog
from openwa_core.testing.fakes.state import MemoryState
from openwa_engine_simulator import register_engine
from openwa_engine_simulator.config import SimulatorConfig
from openwa_engine_simulator.engine import SimulatorEngine
from openwa_engine_simulator.network.journal import JournalBusyError
from openwa_engine_simulator.server import serve_simulator
from openwa_engine_simulator.testing import SimulatorWorld
from openwa_hookspecs.models.events import QrChanged
from openwa_hookspecs.models.ids import ChatId, key_of
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason
from openwa_hookspecs.service import HealthStatus

Running = Callable[[SimulatorConfig], AbstractAsyncContextManager[SimulatorEngine]]


@pytest.fixture
def state() -> MemoryState:
    return MemoryState()


@pytest.fixture
def log() -> RecordingLog:
    return RecordingLog()


@pytest.fixture
def running(state: MemoryState, log: RecordingLog) -> Running:
    """Engines one after the other on the same stored state, as a gateway that restarts has them."""

    @asynccontextmanager
    async def run(config: SimulatorConfig) -> AsyncIterator[SimulatorEngine]:
        tasks = TaskSupervisor(log)
        context = CoreContext(
            name="simulator",
            version="0",
            log=log,
            clock=SystemClock(),
            tasks=tasks,
            state=state,
            http=NoHttp(),
        )
        engine = register_engine().create(config, context)
        try:
            await engine.start()
            yield engine
        finally:
            await engine.stop()
            await engine.stop()
            await tasks.cancel()

    return run


def rig_of(engine: SimulatorEngine) -> EngineRig:
    assert engine.control_url is not None
    return EngineRig(engine=engine, world=SimulatorWorld(engine.control_url))


async def test_session_is_connected_after_a_restart_without_a_scan(running: Running, tmp_path: Path) -> None:
    config = SimulatorConfig(state_file=tmp_path / "simulator.json", control="127.0.0.1:0")
    async with running(config) as engine:
        session = LinkedSession(rig_of(engine))
        await session.link()
        sent = await session.send("before")
    async with running(config) as engine:
        again = LinkedSession(rig_of(engine), phone=session.phone)
        again.record, again.peer = session.record, session.peer
        await again.open()
        ready = await again.watcher.status(SessionStatus.READY)
        assert ready.account is not None
        assert ready.account.phone_number == session.phone
        assert not any(isinstance(event, QrChanged) for event in again.watcher.events)
        found = await engine.lookup(session.record.id, key_of(sent.message_id), session.chat)
        assert found.sent == sent


async def test_network_without_a_file_forgets(running: Running) -> None:
    config = SimulatorConfig(state_file=None, control="127.0.0.1:0")
    async with running(config) as engine:
        session = LinkedSession(rig_of(engine))
        await session.link()
    async with running(config) as engine:
        again = LinkedSession(rig_of(engine))
        again.record = session.record
        await again.open()
        await again.shows_qr()


async def test_taken_control_address_degrades_and_does_not_stop(running: Running, log: RecordingLog) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        async with running(SimulatorConfig(state_file=None, control=bind)) as engine:
            health = await engine.health()
            assert health.status is HealthStatus.DEGRADED
            assert bind in str(health.details["problem"])
            session = LinkedSession(EngineRig(engine=engine, world=SimulatorWorld("http://unused")))
            await session.open()
            await session.shows_qr()
    assert any(line.level == "warning" and line.fields.get("address") == bind for line in log.lines)


async def test_file_in_use_stops_the_start_with_its_name(running: Running, tmp_path: Path) -> None:
    config = SimulatorConfig(state_file=tmp_path / "simulator.json", control=None)
    async with running(config):
        with pytest.raises(JournalBusyError, match=r"simulator\.json is in use"):
            async with running(config):
                pass


async def test_demo_phone_scans_and_an_echo_bot_answers(running: Running) -> None:
    config = SimulatorConfig(state_file=None, control="127.0.0.1:0", auto_link="6281234567890")
    async with running(config) as engine:
        session = LinkedSession(rig_of(engine))
        await session.open()
        ready = await session.watcher.status(SessionStatus.READY)
        assert ready.account is not None
        assert ready.account.phone_number == "6281234567890"
        session.peer = "999000111"
        await session.send("hello")
        answer = (await engine.history(session.record.id, ChatId("999000111@c.us"), limit=1, before=None))[0]
        async with asyncio.timeout(10):
            while answer.from_me:
                await asyncio.sleep(0.05)
                page = await engine.history(session.record.id, session.chat, limit=1, before=None)
                answer = page[0]
        assert answer.body == "You said: hello"
        assert (await session.watcher.message(answer.key)).push_name == "Echo 999000111"


async def test_qr_codes_run_out(running: Running) -> None:
    config = SimulatorConfig(state_file=None, control=None, qr_ttl_s=0.01, qr_refreshes=1)
    async with running(config) as engine:
        session = LinkedSession(EngineRig(engine=engine, world=SimulatorWorld("http://unused")))
        await session.open()
        await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.QR_EXPIRED)
        shown = [event.qr.code for event in session.watcher.events if isinstance(event, QrChanged)]
        assert len(set(shown)) == 12
        assert {len(code.split(",")) for code in shown} == {4}
        assert await session.current_qr() is None


async def test_server_that_is_not_there_yet_is_tried_again(running: Running) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        address = f"127.0.0.1:{reserved.getsockname()[1]}"
    async with running(SimulatorConfig(url=f"http://{address}")) as engine:
        session = LinkedSession(EngineRig(engine=engine, world=SimulatorWorld(f"http://{address}")))
        await session.open()
        down = await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST)
        assert "cannot be reached" in (down.detail or "")
        async with serve_simulator(address):
            await session.shows_qr()


async def test_server_that_is_something_else_counts_as_unreachable(running: Running) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"-ERR unknown command\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with running(SimulatorConfig(url=url)) as engine:
            session = LinkedSession(EngineRig(engine=engine, world=SimulatorWorld(url)))
            await session.open()
            down = await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST)
            assert "cannot be reached" in (down.detail or "")


async def test_server_that_restarts_with_its_file_is_found_again(running: Running, tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        address = f"127.0.0.1:{reserved.getsockname()[1]}"
    async with running(SimulatorConfig(url=f"http://{address}")) as engine:
        session = LinkedSession(EngineRig(engine=engine, world=SimulatorWorld(f"http://{address}")))
        async with serve_simulator(address, state_file=path):
            await session.link()
            since = len(session.watcher.events)
        await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST, since=since)
        async with serve_simulator(address, state_file=path):
            await session.watcher.status(SessionStatus.READY, since=since)
            await session.send("still linked")


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ({"url": "127.0.0.1:2790"}, "write the address"),
        ({"url": "ftp://127.0.0.1"}, "write the address"),
        ({"url": "http://127.0.0.1:99999"}, "write the address"),
        ({"control": "2786"}, "write host:port"),
        ({"control": "127.0.0.1:99999"}, "write host:port"),
        ({"auto_link": "Ann"}, "match pattern"),
        ({"url": "http://127.0.0.1:2790", "auto_link": "6281234567890"}, "without url only"),
        ({"qr_ttl_s": 0}, "greater than 0"),
        ({"unknown": 1}, "not permitted"),
    ],
)
def test_configuration_faults_say_what_to_write(section: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        SimulatorConfig.model_validate(section)
