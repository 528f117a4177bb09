"""Who wins when a session is opened and closed at the same time; without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openwa_core.testing.fakes.context import FakeContext
from openwa_core.testing.fakes.state import MemoryState
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_engine_playwright.faults import CannotRunError
from openwa_hookspecs.models.events import EngineEvent
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus

RECORD = SessionRecord(
    id=SessionId("sess_1"),
    name="sales",
    engine="playwright",
    status=SessionStatus.INITIALIZING,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)
TURNS = 20
"""More turns of the loop than any step here takes."""


class SlowState(MemoryState):
    """Sessions come as far as this, and take their time to go."""

    async def get(self, key: str) -> str | None:
        try:
            await asyncio.Event().wait()
        finally:
            await _turns(TURNS // 2)
        return None


async def _turns(count: int = TURNS) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def _emit(event: EngineEvent) -> None: ...


def _lives() -> list[asyncio.Task[object]]:
    return [task for task in asyncio.all_tasks() if task.get_name() == f"session {RECORD.id}"]


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[PlaywrightEngine]:
    context = FakeContext(state=SlowState())
    engine = PlaywrightEngine(PlaywrightConfig(profiles_dir=tmp_path), context)
    yield engine
    await engine.stop()
    assert _lives() == []
    await context.tasks.cancel()


async def test_openings_at_once_leave_one_life(engine: PlaywrightEngine) -> None:
    openings = [asyncio.create_task(engine.open_session(RECORD, _emit)) for _ in range(4)]
    await _turns(5 * TURNS)
    assert len(_lives()) == 1
    await engine.close_session(RECORD.id, logout=False)
    await asyncio.gather(*openings)
    assert _lives() == []


async def test_close_while_an_opening_waits_for_the_one_before_wins(engine: PlaywrightEngine) -> None:
    first = asyncio.create_task(engine.open_session(RECORD, _emit))
    await _turns()
    second = asyncio.create_task(engine.open_session(RECORD, _emit))
    await _turns(2)
    await engine.close_session(RECORD.id, logout=False)
    await _turns()
    assert _lives() == []
    await asyncio.gather(first, second)


async def test_stop_while_an_opening_waits_for_the_one_before_wins(engine: PlaywrightEngine) -> None:
    first = asyncio.create_task(engine.open_session(RECORD, _emit))
    await _turns()
    second = asyncio.create_task(engine.open_session(RECORD, _emit))
    await _turns(2)
    await engine.stop()
    await _turns()
    assert _lives() == []
    await asyncio.gather(first, second)


async def test_new_profile_forgets_how_far_an_earlier_link_had_read(tmp_path: Path) -> None:
    context = FakeContext()
    await context.state.set(f"read/{RECORD.id}", "1000")
    engine = PlaywrightEngine(PlaywrightConfig(profiles_dir=tmp_path, bundle=tmp_path / "none"), context)
    for _ in range(2):
        with pytest.raises(CannotRunError):
            await engine.open_session(RECORD, _emit)
        assert await context.state.get(f"read/{RECORD.id}") is None
    await context.state.set(f"read/{RECORD.id}", "2000")
    with pytest.raises(CannotRunError):
        await engine.open_session(RECORD, _emit)
    assert await context.state.get(f"read/{RECORD.id}") == "2000"
    await engine.stop()


async def test_gateway_that_runs_for_long_keeps_no_old_credentials(
    engine: PlaywrightEngine, tmp_path: Path
) -> None:
    old = tmp_path / ".set-aside" / "sess_0.20200101T000000000000"
    old.mkdir(parents=True)
    (tmp_path / RECORD.id).mkdir()
    await engine.close_session(RECORD.id, logout=True)
    assert not old.exists()
    assert [path.name.partition(".")[0] for path in old.parent.iterdir()] == [RECORD.id]
