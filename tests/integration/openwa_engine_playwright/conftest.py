"""The engine in real Chromium on the stand-in page, and the phones beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
import pytest_asyncio

from openwa_core.clock import SystemClock
from openwa_core.context import CoreContext
from openwa_core.tasks import TaskSupervisor
from openwa_core.testing.contracts import EngineRig, Talk
from openwa_core.testing.contracts.engine_rig import LinkedSession
from openwa_core.testing.fakes.http import NoHttp
from openwa_core.testing.fakes.log import RecordingLog
from openwa_core.testing.fakes.state import MemoryState
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_engine_simulator.server import Simulator, serve_simulator
from openwa_engine_simulator.testing import SimulatorWorld

StartEngine: TypeAlias = Callable[..., AbstractAsyncContextManager[PlaywrightEngine]]

_EXPECTED_WARNINGS = {
    "browser is replaced",
    "a browser was left over and is ended",
    "link not ended: the phone still lists the device",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulator() -> AsyncIterator[Simulator]:
    async with serve_simulator() as running:
        yield running


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profiles")


@pytest.fixture(scope="module")
def options(simulator: Simulator, chromium_path: Path, wa_js_bundle: Path, profiles: Path) -> dict[str, str]:
    """The configuration that all engines of a module share."""
    return {
        "url": simulator.url,
        "executable_path": str(chromium_path),
        "bundle": str(wa_js_bundle),
        "profiles_dir": str(profiles),
    }


@pytest.fixture(scope="module")
def start_engine(options: dict[str, str]) -> StartEngine:
    """An engine on the stand-in, with these options besides; stopped at the end of the block."""

    @asynccontextmanager
    async def start(**given: object) -> AsyncIterator[PlaywrightEngine]:
        log = RecordingLog()
        context = CoreContext(
            name="playwright",
            version="0",
            log=log,
            clock=SystemClock(),
            tasks=TaskSupervisor(log),
            state=MemoryState(),
            http=NoHttp(),
        )
        engine = PlaywrightEngine(PlaywrightConfig.model_validate({**options, **given}), context)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.stop()
            await context.tasks.cancel()
        unexpected = [line for line in log.lines if line.level not in ("debug", "info")]
        assert [line for line in unexpected if line.event not in _EXPECTED_WARNINGS] == []

    return start


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(start_engine: StartEngine) -> AsyncIterator[PlaywrightEngine]:
    """One engine for the tests of a module."""
    async with start_engine() as running:
        yield running


@pytest.fixture
def rig(engine: PlaywrightEngine, simulator: Simulator) -> EngineRig:
    return _rig(engine, simulator)


@pytest_asyncio.fixture(loop_scope="module")
async def session(rig: EngineRig) -> AsyncIterator[LinkedSession]:
    """A session with fresh numbers, closed at the end; its page never missed anything in WhatsApp."""
    session = LinkedSession(rig)
    yield session
    await _close(session)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def linked(engine: PlaywrightEngine, simulator: Simulator) -> AsyncIterator[LinkedSession]:
    """A connected session for the tests of a module."""
    session = LinkedSession(_rig(engine, simulator))
    await session.link()
    yield session
    await _close(session)


@pytest_asyncio.fixture(loop_scope="module")
async def talk(linked: LinkedSession, tmp_path: Path) -> AsyncIterator[Talk]:
    """Somebody to write to, whom no other test knows."""
    talk = Talk(linked, tmp_path)
    await talk.begin()
    yield talk
    await talk.end()


def _rig(engine: PlaywrightEngine, simulator: Simulator) -> EngineRig:
    return EngineRig(engine=engine, world=SimulatorWorld(simulator.url))


async def _close(session: LinkedSession) -> None:
    """The page never missed anything in WhatsApp."""
    health = await session.rig.engine.health()
    await session.close()
    assert health.details["whatsappChanged"] == 0
