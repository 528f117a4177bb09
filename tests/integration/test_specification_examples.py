"""The programs of the specification (6.9), curl, axios and requests, as they stand there.

Set are the address and the key; the image of `example.com` is on a server of ours, since no test reaches the
internet. The session has the very id that the examples use.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from PIL import Image

from tests.support.rest_client import KEY, Phones, callers
from tests.support.served import ServedGateway, served_simulator
from tests.support.source import ROOT

SPECIFICATION = ROOT.parent / "shared" / "spec" / "api-specification.md"
SESSION = "sess_abc123"
PEER = "628123456789"
OWN = "628111111111"

pytestmark = pytest.mark.skipif(
    not SPECIFICATION.exists(), reason="the specification is not beside this clone"
)


@dataclass(frozen=True, kw_only=True)
class Documented:
    """A gateway as the examples expect it."""

    url: str
    picture: str
    phones: Phones

    def filled_in(self, program: str) -> str:
        """The program with this gateway's address and key."""
        return (
            program.replace("http://localhost:2785", self.url)
            .replace("your-api-key", KEY)
            .replace("https://example.com/image.jpg", self.picture)
        )


def example(language: str, first_words: str) -> str:
    """The fenced block of that language that begins with these words."""
    blocks = re.findall(rf"```{language}\n(.*?)```", SPECIFICATION.read_text(), re.DOTALL)
    found: list[str] = [block for block in blocks if block.startswith(first_words)]
    assert found, f"the specification has no {language} block that begins with {first_words}"
    return found[-1]


@pytest.fixture
async def picture() -> AsyncIterator[str]:
    jpeg = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(jpeg, "JPEG")

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=jpeg.getvalue(), content_type="image/jpeg")

    app = web.Application()
    app.router.add_get("/image.jpg", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/image.jpg"
    await runner.cleanup()


@pytest.fixture
async def documented(tmp_path: Path, picture: str) -> AsyncIterator[Documented]:
    async with served_simulator(tmp_path) as simulator:
        config = {
            "engines": [{"use": "simulator", "config": {"url": simulator}}],
            "storage": {"use": "tortoise", "config": {"url": f"sqlite://{tmp_path}/openwa.db"}},
            "outgoing": {"allow": ["127.0.0.0/8"]},
        }
        gateway = ServedGateway(directory=tmp_path, config=config)
        try:
            await gateway.start()
            async with callers(gateway.url, simulator) as (rest, phones):
                await phones.call("POST", "/phones", {"number": PEER})
                session = await rest.create("documented", "simulator")
                await rest.until_status(session, "SCAN_QR")
                qr = await rest.data("GET", f"/sessions/{session}/qr")
                await phones.scan(OWN, qr["code"])
                await rest.until_status(session, "CONNECTED")
                assert await gateway.stop() == 0
                rename(tmp_path / "openwa.db", session, SESSION)
                await gateway.start()
                await rest.until_status(SESSION, "CONNECTED")
                yield Documented(url=gateway.url, picture=picture, phones=phones)
            assert await gateway.stop() == 0
        finally:
            await gateway.kill()


def rename(database: Path, old: str, new: str) -> None:
    """Give the session the id that the examples know."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE sessions SET id = ? WHERE id = ?", (new, old))
        connection.execute("UPDATE plugin_state SET key = REPLACE(key, ?, ?)", (old, new))
    connection.close()


async def run(*command: str, directory: Path, **environment: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=directory,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(100):
        said, complained = await process.communicate()
    assert process.returncode == 0, complained.decode()
    return said.decode()


async def shown_to_peer(documented: Documented) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = await documented.phones.call(
        "GET", f"/phones/{PEER}/messages?chat={OWN}"
    )
    return messages


async def test_curl_lines_create_a_session_and_send_text_and_image(
    documented: Documented, tmp_path: Path
) -> None:
    script = documented.filled_in(example("bash", "# Create session"))
    said = await run("bash", "-ec", script.replace("curl ", "curl -sS "), directory=tmp_path)
    answers = [json.loads(f"{part}}}") for part in re.findall(r'(\{"success":.*?"meta":\{[^}]*\})\}', said)]
    assert [answer["success"] for answer in answers] == [True, True, True]
    created, text, image = (answer["data"] for answer in answers)
    assert (created["name"], created["status"], created["qr"]) == ("my-bot", "INITIALIZING", None)
    assert all(re.fullmatch(rf"true_{PEER}@c\.us_3EB0[0-9A-F]+", sent["messageId"]) for sent in (text, image))
    assert answers[0]["meta"]["requestId"] == "req_1706868000000"
    arrived = await shown_to_peer(documented)
    assert [(message["type"], message["body"]) for message in arrived] == [
        ("chat", "Hello from OpenWA!"),
        ("image", "Check this out!"),
    ]


async def test_python_program_sends_with_requests(documented: Documented, tmp_path: Path) -> None:
    program = documented.filled_in(example("python", "import time"))
    said = await run(sys.executable, "-c", program, directory=tmp_path)
    assert re.fullmatch(rf"Message ID: true_{PEER}@c\.us_3EB0[0-9A-F]+\n", said)
    assert [message["body"] for message in await shown_to_peer(documented)] == ["Hello from Python!"]
    picture = (
        f"\nprint(client.send_image('{SESSION}', '{PEER}@c.us', '{documented.picture}')['data']['status'])"
    )
    assert (await run(sys.executable, "-c", program + picture, directory=tmp_path)).endswith("sent\n")


@pytest.mark.skipif(shutil.which("npm") is None, reason="needs Node.js and npm")
async def test_javascript_program_sends_with_axios(documented: Documented, tmp_path: Path) -> None:
    program = documented.filled_in(example("javascript", "const axios"))
    (tmp_path / "package.json").write_text('{"private": true}')
    await run(
        *("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "axios@1"),
        directory=tmp_path,
    )
    (tmp_path / "example.js").write_text(program)
    said = await run("node", "example.js", directory=tmp_path)
    assert re.fullmatch(rf"Sent: true_{PEER}@c\.us_3EB0[0-9A-F]+\n", said)
    assert [message["body"] for message in await shown_to_peer(documented)] == ["Hello!"]
