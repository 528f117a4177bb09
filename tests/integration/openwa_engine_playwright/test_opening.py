"""How sessions come up, and what is left of those that do not."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import psutil
import pytest

from openwa_core.testing.contracts import EngineRig
from openwa_core.testing.contracts.engine_rig import LinkedSession
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_engine_playwright.faults import CannotRunError
from openwa_engine_simulator.network.lobby import QrSettings
from openwa_engine_simulator.server import Simulator, serve_simulator
from openwa_engine_simulator.testing import SimulatorWorld
from openwa_hookspecs.errors import SessionLimitReachedError
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.sessions import Proxy, SessionStatus, StatusReason
from openwa_hookspecs.service import HealthStatus
from tests.support.browser_processes import browsers_of, nothing_is_left

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOBODY = "http://127.0.0.1:9"
"""The discard port: nothing listens there."""

StartEngine: TypeAlias = Callable[..., AbstractAsyncContextManager[PlaywrightEngine]]


def _session(engine: PlaywrightEngine, simulator: Simulator) -> LinkedSession:
    return LinkedSession(EngineRig(engine=engine, world=SimulatorWorld(simulator.url)))


@pytest.mark.parametrize("option", ["executable_path", "bundle"])
async def test_what_is_missing_is_named_with_what_to_do(
    start_engine: StartEngine, simulator: Simulator, tmp_path: Path, option: str
) -> None:
    async with start_engine(**{option: tmp_path / "nowhere"}) as engine:
        assert (await engine.health()).status is HealthStatus.FAILED
        with pytest.raises(CannotRunError, match=option) as failed:
            await _session(engine, simulator).open()
        assert str(tmp_path / "nowhere") in failed.value.message
        assert "restart the session" in failed.value.message


async def test_browser_that_does_not_start_is_tried_again_and_then_given_up(
    start_engine: StartEngine, simulator: Simulator, tmp_path: Path
) -> None:
    broken = tmp_path / "chromium"
    broken.write_text('#!/bin/sh\ncase "$1" in --version) echo Chromium 1.2.3.4;; *) exit 1;; esac\n')
    broken.chmod(0o755)
    options = {"executable_path": broken, "reconnect": {"first_s": 0.01, "attempts": 3}}
    async with start_engine(**options) as engine:
        session = _session(engine, simulator)
        await session.open()
        failed = await session.watcher.status(SessionStatus.ERROR, StatusReason.ENGINE_FAILED)
        assert failed.detail is not None
        assert "does not start" in failed.detail
    tries = [event for event in session.watcher.events if isinstance(event, StatusChanged)]
    assert [event.status.api for event in tries] == ["DISCONNECTED", "FAILED"]


@pytest.mark.parametrize("what", ["nobody listens", "an error page"])
async def test_unreachable_page_is_said_and_tried_for_ever(
    start_engine: StartEngine, simulator: Simulator, what: str
) -> None:
    url = NOBODY if what == "nobody listens" else f"{simulator.url}/nowhere"
    options = {"url": url, "reconnect": {"first_s": 0.01, "cap_s": 0.01, "attempts": 1}}
    async with start_engine(**options) as engine:
        session = _session(engine, simulator)
        await session.open()
        lost = await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST)
        assert lost.detail is not None
        assert "cannot be loaded" in lost.detail
        await asyncio.sleep(session.rig.quiet_s)
        assert [event for event in session.watcher.events if event != lost] == []
        await session.close()
    await nothing_is_left(session.record.id)


async def test_proxy_is_used(start_engine: StartEngine, simulator: Simulator) -> None:
    async with start_engine(proxy={"server": NOBODY}) as engine:
        session = _session(engine, simulator)
        await session.open()
        lost = await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST)
        assert lost.detail is not None
        assert "ERR_PROXY_CONNECTION_FAILED" in lost.detail


async def test_proxy_of_one_session_is_used_by_that_one_alone(
    engine: PlaywrightEngine, simulator: Simulator
) -> None:
    session, other = _session(engine, simulator), _session(engine, simulator)
    session.record = replace(session.record, proxy=Proxy(server=NOBODY))
    await session.open()
    lost = await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST)
    assert lost.detail is not None
    assert "ERR_PROXY_CONNECTION_FAILED" in lost.detail
    await other.open()
    await other.shows_qr()
    await asyncio.gather(session.close(), other.close())


@pytest.mark.parametrize("whose", ["the engine's", "the session's"])
async def test_password_of_the_proxy_is_in_no_process_and_no_report(
    start_engine: StartEngine, simulator: Simulator, whose: str
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        silent = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        server = f"http://127.0.0.1:{silent.getsockname()[1]}"
        proxy = {"server": server, "username": "ann", "password": "planted-secret"}
        general = proxy if whose == "the engine's" else None
        engine = await stack.enter_async_context(start_engine(proxy=general, timeouts={"ready_s": 2}))
        session = _session(engine, simulator)
        if general is None:
            session.record = replace(session.record, proxy=Proxy(**proxy))
        opening = asyncio.ensure_future(session.open())
        while not browsers_of(session.record.id):
            await asyncio.sleep(0.05)
        assert "planted-secret" not in _said_by_processes()
        await opening
        lost = await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST)
        assert "planted-secret" not in f"{lost} {await engine.health()}"


async def test_qr_codes_that_nobody_scans_run_out_and_free_the_browser(start_engine: StartEngine) -> None:
    quick = QrSettings(ttl_s=0.4, refs=2)
    async with (
        serve_simulator(qr=quick) as impatient,
        start_engine(url=impatient.url, qr_refreshes=1) as engine,
    ):
        session = _session(engine, impatient)
        await session.open()
        await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.QR_EXPIRED)
        assert await session.current_qr() is None
        await nothing_is_left(session.record.id)
        # Codes that live so shortly may go unseen: the simulator knows how often it was asked.
        assert impatient.network.lobby.shown == 2 * quick.refs


async def test_second_open_replaces_the_first(engine: PlaywrightEngine, simulator: Simulator) -> None:
    session = _session(engine, simulator)
    await asyncio.gather(session.open(), session.open())
    await session.shows_qr()
    assert len({process.pid for process in _top(session)}) == 1
    await session.close()
    await nothing_is_left(session.record.id)


@pytest.mark.parametrize("after_s", [0.0, 0.2, 0.8])
async def test_close_during_open_wins(engine: PlaywrightEngine, simulator: Simulator, after_s: float) -> None:
    session = _session(engine, simulator)
    opening = asyncio.ensure_future(session.open())
    await asyncio.sleep(after_s)
    await session.close()
    await opening
    assert browsers_of(session.record.id) == []
    told = len(session.watcher.events)
    await asyncio.sleep(session.rig.quiet_s)
    assert len(session.watcher.events) == told


async def test_limit_of_sessions_is_kept(start_engine: StartEngine, simulator: Simulator) -> None:
    async with start_engine(url=NOBODY, max_sessions=1) as engine:
        first, second = _session(engine, simulator), _session(engine, simulator)
        await first.open()
        with pytest.raises(SessionLimitReachedError):
            await second.open()
        await first.close()
        await second.open()


async def test_profile_in_use_by_another_gateway_is_left_alone(
    start_engine: StartEngine, engine: PlaywrightEngine, simulator: Simulator
) -> None:
    session = _session(engine, simulator)
    await session.open()
    async with start_engine() as other:
        double = _session(other, simulator)
        double.record = session.record
        with pytest.raises(CannotRunError, match="in use by another gateway"):
            await double.open()
    assert browsers_of(session.record.id)
    await session.close()


async def _linked_twice(
    engine: PlaywrightEngine, simulator: Simulator, profiles: Path
) -> tuple[LinkedSession, LinkedSession]:
    """Two sessions with the credentials of one link."""
    first, copy = _session(engine, simulator), _session(engine, simulator)
    await first.link()
    await first.close()
    first.watcher.events.clear()
    await asyncio.to_thread(shutil.copytree, profiles / first.record.id, profiles / copy.record.id)
    return first, copy


async def test_link_is_taken_back_when_the_operator_says_so_and_lost_when_he_does_not(
    start_engine: StartEngine, engine: PlaywrightEngine, simulator: Simulator, profiles: Path
) -> None:
    first, copy = await _linked_twice(engine, simulator, profiles)
    async with start_engine(takeover="once") as stubborn:
        first.rig = EngineRig(engine=stubborn, world=first.rig.world)
        await first.open()
        await first.watcher.status(SessionStatus.READY)
        since = len(first.watcher.events)
        await copy.open()
        await first.watcher.status(SessionStatus.READY, since=since)
        await copy.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONFLICT)
        await nothing_is_left(copy.record.id)


def _said_by_processes() -> str:
    """The command lines and environments of this process' descendants: the driver and its browsers."""
    said = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            said.append(f"{process.cmdline()} {process.environ()}")
    return "\n".join(said)


def _top(session: LinkedSession) -> list[psutil.Process]:
    """Without the wrapped process of a wrapper script."""
    found = browsers_of(session.record.id)
    pids = {process.pid for process in found}
    return [process for process in found if process.ppid() not in pids]
