"""How far a session has read."""

from __future__ import annotations

from datetime import UTC, datetime

from openwa_core.testing.fakes.state import MemoryState
from openwa_engine_playwright.progress import Progress
from openwa_hookspecs.models.ids import SessionId

SESSION = SessionId("sess_1")
NOW = datetime.fromtimestamp(10_000, UTC)


async def _loaded(state: MemoryState) -> Progress:
    progress = Progress(state, SESSION)
    await progress.load()
    return progress


async def test_history_of_a_new_link_is_no_news() -> None:
    state = MemoryState()
    progress = await _loaded(state)
    assert progress.since(NOW) is None
    progress.caught_up()
    await progress.save()
    assert (await _loaded(state)).since(NOW) == 10_000 - 60


async def test_newest_message_is_kept_over_a_restart() -> None:
    state = MemoryState()
    progress = await _loaded(state)
    progress.caught_up()
    for t in (500, 900, 700):
        progress.note(t)
    await progress.save()
    assert (await _loaded(state)).since(NOW) == 900 - 60


async def test_what_comes_before_the_gap_is_filled_moves_nothing() -> None:
    state = MemoryState()
    progress = await _loaded(state)
    progress.note(500)
    progress.caught_up()
    await progress.save()
    progress.behind()
    progress.note(900)
    await progress.save()
    assert (await _loaded(state)).since(NOW) == 500 - 60
    progress.caught_up()
    await progress.save()
    assert (await _loaded(state)).since(NOW) == 900 - 60


async def test_forgotten_link_starts_anew() -> None:
    state = MemoryState()
    progress = await _loaded(state)
    progress.note(500)
    progress.caught_up()
    await progress.save()
    await progress.forget()
    assert (await _loaded(state)).since(NOW) is None
