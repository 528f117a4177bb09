"""What happens to a connected session when its browser, its page or the driver is killed or hangs."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

import psutil
import pytest
import pytest_asyncio

from openwa_core.testing.contracts.engine_rig import LinkedSession
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason
from tests.support.browser_processes import browsers_of, nothing_is_left, renderers_of, send_signal

pytestmark = pytest.mark.asyncio(loop_scope="module")

StartEngine: TypeAlias = Callable[..., AbstractAsyncContextManager[PlaywrightEngine]]

USABLE_AGAIN_S = 15.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(start_engine: StartEngine) -> AsyncIterator[PlaywrightEngine]:
    quick = {"heartbeat_every_s": 1.0, "heartbeat_limit_s": 2.0}
    async with start_engine(timeouts=quick, reconnect={"first_s": 0.2}) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def linked(session: LinkedSession) -> AsyncIterator[LinkedSession]:
    await session.link()
    yield session
    await session.close()
    await nothing_is_left(session.record.id)


async def _is_usable_again(linked: LinkedSession, *, since: int) -> None:
    """Down, up, and what came in between is there, once."""
    missed = await linked.rig.world.sends(linked.peer, linked.phone, "did you fall?")
    async with asyncio.timeout(USABLE_AGAIN_S):
        await linked.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST, since=since)
        await linked.watcher.status(SessionStatus.READY, since=since)
        await linked.send("up again")
        await linked.watcher.message(missed)
    assert linked.watcher.count_of(missed) == 1


@pytest.mark.parametrize("which", [browsers_of, renderers_of])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
async def test_session_survives_the_end_and_the_hang_of_its_browser(
    linked: LinkedSession,
    which: Callable[[str], Sequence[psutil.Process]],
    number: signal.Signals,
) -> None:
    since = len(linked.watcher.events)
    before = {process.pid for process in browsers_of(linked.record.id)}
    send_signal(which(linked.record.id), number)
    await _is_usable_again(linked, since=since)
    after = {process.pid for process in browsers_of(linked.record.id)}
    assert after
    assert not after & before


async def test_session_survives_the_end_of_the_driver(linked: LinkedSession) -> None:
    since = len(linked.watcher.events)
    drivers = [child for child in psutil.Process().children() if "run-driver" in child.cmdline()]
    send_signal(drivers, signal.SIGKILL)
    await _is_usable_again(linked, since=since)


async def test_session_goes_on_when_the_page_loads_anew(
    linked: LinkedSession, engine: PlaywrightEngine
) -> None:
    since = len(linked.watcher.events)
    browsers = browsers_of(linked.record.id)
    visit = engine._sessions[linked.record.id].life.visit
    assert visit is not None
    await visit.browser.page.reload(wait_until="commit")
    key = await linked.rig.world.sends(linked.peer, linked.phone, "still there?")
    await linked.watcher.message(key, since=since)
    await linked.watcher.status(SessionStatus.READY, since=since)
    await linked.send("of course")
    assert browsers_of(linked.record.id) == browsers
