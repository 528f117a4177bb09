"""kill -9 of the gateway: its browsers go with it, and the next gateway goes on."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from openwa_core.testing.contracts.engine_rig import LinkedSession
from openwa_hookspecs.models.sessions import SessionStatus
from tests.support import engine_process
from tests.support.browser_processes import browsers_of, nothing_is_left, send_signal

pytestmark = pytest.mark.asyncio(loop_scope="module")


@asynccontextmanager
async def _killed_gateway(
    session_id: str, config: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A gateway whose session is connected; killed at the end at the latest."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        engine_process.__file__,
        session_id,
        json.dumps(config),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            while await process.stdout.readline() != b"ready\n":
                assert process.returncode is None
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.parametrize("browser_hangs", [False, True])
async def test_browsers_end_with_a_killed_gateway(
    session: LinkedSession, options: dict[str, str], browser_hangs: bool
) -> None:
    await session.link()
    await session.close()
    async with _killed_gateway(session.record.id, options) as gateway:
        if browser_hangs:
            send_signal(browsers_of(session.record.id), signal.SIGSTOP)
        gateway.kill()
        await gateway.wait()
        if not browser_hangs:
            await nothing_is_left(session.record.id)
    since = len(session.watcher.events)
    await session.open()
    await session.watcher.status(SessionStatus.READY, since=since)
    await session.send("as if nothing had been")
    await session.close()
    await nothing_is_left(session.record.id)
