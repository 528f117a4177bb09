"""The README's first message, word for word; only the addresses and the key's file are the test's."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.support.documents import first_message_lines
from tests.support.served import free_port
from tests.support.waiting import until


@pytest.fixture
async def addresses(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """A gateway with the embedded default, but for its ports and the folder of its data."""
    bind, control = (f"127.0.0.1:{free_port()}" for _ in range(2))
    config = {
        "server": {"bind": bind},
        "engines": [{"use": "simulator", "config": {"control": control}}],
    }
    (tmp_path / "openwa.yaml").write_text(json.dumps(config))
    environment = {name: value for name, value in os.environ.items() if name != "OPENWA_API_KEY"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "openwa_core", "serve", "--config", "openwa.yaml"),
        env=environment,
        cwd=tmp_path,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await until(lambda: answers(bind), timeout_s=30)
    yield {"127.0.0.1:2785": bind, "127.0.0.1:2786": control}
    process.terminate()
    await process.wait()


async def answers(bind: str) -> bool:
    try:
        async with aiohttp.ClientSession() as http, http.get(f"http://{bind}/health/ready") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def test_the_first_message_in_five_lines(addresses: dict[str, str], tmp_path: Path) -> None:
    script = first_message_lines()
    assert len(script.strip().splitlines()) == 5
    for documented, real in addresses.items():
        script = script.replace(documented, real)
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", script, cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(30):
        said, _ = await process.communicate()
    last = said.decode()[said.decode().rindex('{"success"') :]
    messages = json.loads(last)["data"]
    assert [(each["body"], each.get("ack")) for each in messages] == [("You said: Hello", None), ("Hello", 4)]
