"""The simulator's engine in its two forms, under the suite for all engines."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from openwa_core.clock import SystemClock
from openwa_core.context import CoreContext
from openwa_core.tasks import TaskSupervisor
from openwa_core.testing.contracts import EngineContract, EngineRig
from openwa_core.testing.fakes.http import NoHttp
from openwa_core.testing.fakes.log import RecordingLog
from openwa_core.testing.fakes.state import MemoryState
from openwa_engine_simulator.config import SimulatorConfig
from openwa_engine_simulator.engine import SimulatorEngine
from openwa_engine_simulator.server import serve_simulator
from openwa_engine_simulator.testing import SimulatorWorld


def _context() -> CoreContext:
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


class TestEngineWithItsOwnNetwork(EngineContract):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[EngineRig]:
        context = _context()
        engine = SimulatorEngine(SimulatorConfig(state_file=None, control="127.0.0.1:0"), context)
        await engine.start()
        assert engine.control_url is not None
        yield EngineRig(engine=engine, world=SimulatorWorld(engine.control_url), quiet_s=0.2)
        await engine.stop()
        await context.tasks.cancel()


class TestEngineOfARunningSimulator(EngineContract):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[EngineRig]:
        context = _context()
        async with serve_simulator() as simulator:
            engine = SimulatorEngine(SimulatorConfig(url=simulator.url), context)
            await engine.start()
            yield EngineRig(engine=engine, world=SimulatorWorld(simulator.url), quiet_s=0.2)
            await engine.stop()
            await context.tasks.cancel()
