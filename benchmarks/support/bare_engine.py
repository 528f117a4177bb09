"""The baseline of bulk sending: the engine in a loop, nothing on record. Run as a process:
`python -m benchmarks.support.bare_engine ITEMS` prints seconds and processor seconds."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime

from benchmarks.support.simulator_config import PHONE
from openwa_core.clock import SystemClock, new_message_key
from openwa_core.testing.fakes.context import FakeContext
from openwa_engine_simulator.config import SimulatorConfig
from openwa_engine_simulator.engine import SimulatorEngine
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.events import EngineEvent, StatusChanged
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus

__all__ = ["main"]

_SESSION = SessionId("sess_bare")


async def _run(items: int) -> tuple[float, float]:
    clock, ready = SystemClock(), asyncio.Event()

    async def emit(event: EngineEvent) -> None:
        if isinstance(event, StatusChanged) and event.status is SessionStatus.READY:
            ready.set()

    config = SimulatorConfig.model_validate({"auto_link": PHONE, "state_file": None, "control": None})
    engine = SimulatorEngine(config, FakeContext(clock=clock))  # type: ignore[arg-type]  # a clock that runs
    await engine.start()
    record = SessionRecord(
        id=_SESSION,
        name="bare",
        engine="simulator",
        status=SessionStatus.INITIALIZING,
        created_at=datetime.now(UTC),
    )
    await engine.open_session(record, emit)
    async with asyncio.timeout(30):
        await ready.wait()
    message = OutboundMessage(chat_id=ChatId(f"{PHONE}@c.us"), content=Text(text="Hello you"))
    cpu_s, begun = time.process_time(), time.perf_counter()
    for _ in range(items):
        await engine.send(_SESSION, message, new_message_key(clock))
    took = time.perf_counter() - begun, time.process_time() - cpu_s
    await engine.stop()
    return took


def main() -> None:
    """Print both."""
    print(*asyncio.run(_run(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
