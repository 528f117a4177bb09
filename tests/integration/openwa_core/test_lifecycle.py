"""The process from its start to its exit code, as an operator sees it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.rest_client import KEY, callers
from tests.support.served import ServedGateway
from tests.support.waiting import until


def config(directory: Path, **more: object) -> dict[str, Any]:
    return {
        "engines": [
            {"use": "simulator", "config": {"control": None, "state_file": str(directory / "simulator.json")}}
        ],
        "storage": {"use": "tortoise", "config": {"url": f"sqlite://{directory}/openwa.db"}},
        **more,
    }


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[ServedGateway]:
    served = ServedGateway(directory=tmp_path, config=config(tmp_path))
    yield served
    await served.kill()


async def serve_once(directory: Path, given: dict[str, Any]) -> tuple[int | None, str]:
    """Run `openwa serve` until it ends by itself: exit code and what it said."""
    path = directory / "once.json"
    path.write_text(json.dumps({"data_dir": str(directory), "server": {"bind": "127.0.0.1:0"}, **given}))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "openwa_core", "serve", "--config", str(path)),
        env={**os.environ, "OPENWA_API_KEY": KEY},
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        _, said = await process.communicate()
    return process.returncode, said.decode()


async def test_sigterm_ends_a_gateway_in_order(gateway: ServedGateway) -> None:
    await gateway.start()
    assert await gateway.stop() == 0


async def test_a_second_gateway_on_the_same_data_is_refused(gateway: ServedGateway, tmp_path: Path) -> None:
    await gateway.start()
    code, said = await serve_once(tmp_path, config(tmp_path))
    assert code == 69
    assert "data_dir" in said
    assert "Traceback" not in said


async def test_a_data_dir_that_is_a_file_is_named(tmp_path: Path) -> None:
    place = tmp_path / "a-file"
    place.touch()
    code, said = await serve_once(tmp_path, config(tmp_path, data_dir=str(place)))
    assert code == 69
    assert f"data_dir {place} cannot be used: File exists" in said


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        code, said = await serve_once(tmp_path, config(tmp_path, server={"bind": bind}))
    assert code == 69
    assert bind in said
    assert "Traceback" not in said


async def test_a_service_that_does_not_start_is_named_with_its_plugin(tmp_path: Path) -> None:
    storage = {"use": "tortoise", "config": {"url": "postgres://nobody:wrong@127.0.0.1:9/none"}}
    code, said = await serve_once(tmp_path, config(tmp_path, storage=storage))
    assert code == 69
    assert "storage.tortoise, tortoise (openwa-gateway" in said
    assert "wrong" not in said
    assert "Traceback" not in said


async def test_a_signal_ends_a_start_that_waits(tmp_path: Path) -> None:
    """The database's port is open and nobody answers."""
    connections: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _, writer: connections.append(writer), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    storage = {"use": "tortoise", "config": {"url": f"postgres://nobody:wrong@127.0.0.1:{port}/none"}}
    waiting = ServedGateway(directory=tmp_path, config=config(tmp_path, storage=storage))
    starting = asyncio.create_task(waiting.start())
    await until(lambda: connections != [], timeout_s=30)
    starting.cancel()
    try:
        async with asyncio.timeout(10):
            assert await waiting.stop() == 0
    finally:
        await waiting.kill()
        for connection in connections:
            connection.close()
        silent.close()


async def test_a_broken_yaml_exits_with_78_and_lists_every_fault(tmp_path: Path) -> None:
    code, said = await serve_once(
        tmp_path,
        config(tmp_path, transports=[{"use": "rets"}], storage={"use": "tortoise", "config": {"ulr": 1}}),
    )
    assert code == 78
    assert "transports[0].use" in said
    assert "storage.config.ulr" in said


async def test_a_killed_gateway_leaves_nothing_to_clean_up(gateway: ServedGateway) -> None:
    await gateway.start()
    async with callers(gateway.url, "") as (client, _):
        session = await client.create("my-bot", "simulator")
    await gateway.kill()
    await gateway.start()
    async with callers(gateway.url, "") as (client, _):
        await client.until_status(session, "SCAN_QR")


async def test_a_second_signal_exits_at_once(gateway: ServedGateway) -> None:
    await gateway.start()
    assert gateway.process is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{")
    await writer.drain()
    gateway.process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.3)
    if gateway.process.returncode is None:
        gateway.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(3):
        await gateway.process.wait()
    writer.close()
    del reader
