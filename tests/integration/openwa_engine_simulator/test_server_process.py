"""The simulator as a process: started, told to end, killed."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

PATIENCE_S = 20.0
PHONE = "6281100000001"
PEER = "6281100000002"


@asynccontextmanager
async def simulator(folder: Path, *options: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A process on a port of its own, and its address."""
    url_file = folder / "url"
    url_file.unlink(missing_ok=True)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "openwa_engine_simulator", "--bind", "127.0.0.1:0", "--url-file", str(url_file), *options),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not url_file.exists():
                assert process.returncode is None
                await asyncio.sleep(0.02)
        yield process, url_file.read_text().strip()
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_it_prints_its_address_and_ends_cleanly_on_sigterm(tmp_path: Path) -> None:
    async with simulator(tmp_path) as (process, url), aiohttp.ClientSession() as http:
        async with http.get(f"{url}/control/state") as answer:
            assert answer.status == 200
        async with http.ws_connect(f"{url}/device") as device:
            await device.send_json({"t": "hello", "token": None})
            assert (await device.receive_json())["t"] == "ref"
            process.terminate()
            end = await device.receive(timeout=PATIENCE_S)
            assert end.type is aiohttp.WSMsgType.CLOSE
        async with asyncio.timeout(PATIENCE_S):
            printed, _ = await process.communicate()
    assert process.returncode == 0
    assert printed.decode().splitlines() == [f"Simulator on {url} (control API under {url}/control)"]


async def test_a_kill_loses_no_answered_send(tmp_path: Path) -> None:
    memory = str(tmp_path / "simulator.json")
    answered: list[str] = []
    async with simulator(tmp_path, "--state-file", memory) as (process, url), aiohttp.ClientSession() as http:
        for number in (PHONE, PEER):
            await http.post(f"{url}/control/phones", data=json.dumps({"number": number}))
        async with http.ws_connect(f"{url}/device") as device:
            await device.send_json({"t": "hello", "token": None})
            await device.receive_json()
            await http.post(f"{url}/control/phones/{PHONE}/scan")
            token = (await device.receive_json())["token"]
            sending = asyncio.create_task(_send_for_ever(device, answered))
            async with asyncio.timeout(PATIENCE_S):
                while len(answered) < 200:
                    await asyncio.sleep(0.001)
            process.kill()
            await process.wait()
            await sending
    async with simulator(tmp_path, "--state-file", memory) as (_, url), aiohttp.ClientSession() as http:
        async with http.get(f"{url}/control/log?limit=10000") as answer:
            stored = [entry["id"] for entry in await answer.json()]
        async with http.ws_connect(f"{url}/device") as device:
            await device.send_json({"t": "hello", "token": token})
            assert (await device.receive_json())["t"] == "resumed"
    assert stored[: len(answered)] == answered
    assert len(set(stored)) == len(stored)


async def _send_for_ever(device: aiohttp.ClientWebSocketResponse, answered: list[str]) -> None:
    """Until the connection breaks; notes what the network has answered."""
    number = 0
    while not device.closed:
        number += 1
        key = f"3EB0{number:08d}"
        message = {"id": key, "to": f"{PEER}@c.us", "type": "chat", "body": "text"}
        try:
            await device.send_json({"t": "send", "n": number, "message": message})
            if await _is_answered(device, number):
                answered.append(key)
        except (ConnectionError, aiohttp.ClientError):
            return


async def _is_answered(device: aiohttp.ClientWebSocketResponse, number: int) -> bool:
    async for frame in device:
        told = json.loads(frame.data)
        if told["t"] == "result" and told["n"] == number:
            return True
    return False


async def test_an_address_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    async with simulator(tmp_path) as (_, url):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "openwa_engine_simulator", "--bind", url.removeprefix("http://")),
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE_S):
            _, told = await process.communicate()
    assert process.returncode == 1
    assert "Address already in use" in told.decode()
    assert len(told.decode().splitlines()) == 1
