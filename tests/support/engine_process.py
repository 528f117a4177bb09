"""An engine in a process of its own, to be killed: opens one session and says each status on a line.

python engine_process.py <session id> <configuration as JSON>
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from openwa_core.clock import SystemClock
from openwa_core.context import CoreContext
from openwa_core.tasks import TaskSupervisor
from openwa_core.testing.fakes.http import NoHttp
from openwa_core.testing.fakes.log import RecordingLog
from openwa_core.testing.fakes.state import MemoryState
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_hookspecs.models.events import EngineEvent, StatusChanged
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus


async def say(event: EngineEvent) -> None:
    if isinstance(event, StatusChanged):
        sys.stdout.write(f"{event.status}\n")
        sys.stdout.flush()


async def run(session_id: str, config: str) -> None:
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
    engine = PlaywrightEngine(PlaywrightConfig.model_validate_json(config), context)
    record = SessionRecord(
        id=SessionId(session_id),
        name="killed",
        engine="playwright",
        status=SessionStatus.INITIALIZING,
        created_at=datetime.now(UTC),
    )
    await engine.start()
    await engine.open_session(record, say)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2]))
