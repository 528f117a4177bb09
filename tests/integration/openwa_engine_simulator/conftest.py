"""Both forms of the engine, each with its phones."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from openwa_core.clock import SystemClock
from openwa_core.context import CoreContext
from openwa_core.tasks import TaskSupervisor
from openwa_core.testing.contracts import EngineRig, LinkedSession
from openwa_core.testing.fakes.http import NoHttp
from openwa_core.testing.fakes.log import RecordingLog
from openwa_core.testing.fakes.state import MemoryState
from openwa_engine_simulator.config import SimulatorConfig
from openwa_engine_simulator.engine import SimulatorEngine
from openwa_engine_simulator.server import serve_simulator
from openwa_engine_simulator.testing import SimulatorWorld


@pytest.fixture
def engine_context() -> CoreContext:
    log = RecordingLog()
    return CoreContext(
        name="simulator",
        version="0",
        log=log,
        clock=SystemClock(),
        tasks=TaskSupervisor(log),
        state=MemoryState(),
        http=NoHttp(),
    )


@pytest.fixture(params=["own network", "running simulator"])
async def either_rig(request: pytest.FixtureRequest, engine_context: CoreContext) -> AsyncIterator[EngineRig]:
    async with serve_simulator() as simulator:
        if request.param == "own network":
            config = SimulatorConfig(state_file=None, control="127.0.0.1:0")
        else:
            config = SimulatorConfig(url=simulator.url)
        engine = SimulatorEngine(config, engine_context)
        await engine.start()
        yield EngineRig(engine=engine, world=SimulatorWorld(engine.control_url or simulator.url), quiet_s=0.2)
        await engine.stop()
        await engine_context.tasks.cancel()


@pytest.fixture
async def linked(either_rig: EngineRig) -> AsyncIterator[LinkedSession]:
    session = LinkedSession(either_rig)
    await session.link()
    yield session
    await session.close()
