"""Large files through real servers: byte by byte, with flat memory, and to clients that go away."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psutil
import pytest

from openwa_hookspecs.models.ids import MessageKey
from tests.support.rest_client import KEY, RestClient
from tests.support.served import ServedGateway
from tests.support.waiting import until

MIB = 1024 * 1024
SIZE = 100 * MIB
CHAT = "628777777777@c.us"
SLACK = 40 * MIB
"""What a gateway may grow by while it sends 100 MB four times, at most: caches, buffers, a thread or two."""


@pytest.fixture(params=["hypercorn", "uvicorn"])
async def gateway(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ServedGateway]:
    if request.param == "uvicorn":
        pytest.importorskip("uvicorn", reason="needs the extra 'uvicorn'")
    served = ServedGateway(directory=tmp_path, config={})
    simulator = {
        "control": None,
        "state_file": str(tmp_path / "simulator.json"),
        "auto_link": "628777777777",
    }
    served.config = {
        "server": {"bind": f"127.0.0.1:{served.port}", "use": request.param},
        "engines": [{"use": "simulator", "config": simulator}],
    }
    await served.start()
    yield served
    assert await served.stop() == 0


async def sent_document(gateway: ServedGateway, http: aiohttp.ClientSession) -> tuple[str, str]:
    """The URL of a document of ours that is 100 MB large, and its digest."""
    client = RestClient(base=gateway.url, http=http)
    session = await client.create("my-bot", "simulator")
    await client.until_status(session, "CONNECTED")
    path = gateway.directory / "uploads" / "large.pdf"
    digest = await asyncio.to_thread(_write_large, path)
    body = {"chatId": CHAT, "document": {"path": "/uploads/large.pdf"}, "filename": "large.pdf"}
    sent = await client.data("POST", f"/sessions/{session}/messages/send-document", body)
    assert MessageKey(sent["messageId"])
    return f"{gateway.url}/api/sessions/{session}/messages/{sent['messageId']}/media", digest


def _write_large(path: Path) -> str:
    piece = b"%PDF-1.7\n" + hashlib.sha512(b"x").digest() * (MIB // 64)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for number in range(SIZE // MIB):
            block = (number.to_bytes(4, "big") + piece if number else piece)[:MIB]
            file.write(block)
            digest.update(block)
    return digest.hexdigest()


async def _digest(http: aiohttp.ClientSession, url: str) -> str:
    digest = hashlib.sha256()
    async with http.get(url, headers={"X-API-Key": KEY}) as answer:
        assert answer.status == 200
        assert answer.content_length == SIZE
        async for chunk in answer.content.iter_chunked(MIB):
            digest.update(chunk)
    return digest.hexdigest()


@pytest.mark.slow
async def test_hundred_megabytes_come_whole_and_memory_stays_flat(gateway: ServedGateway) -> None:
    async with aiohttp.ClientSession() as http:
        url, digest = await sent_document(gateway, http)
        assert gateway.process is not None
        process = psutil.Process(gateway.process.pid)
        assert await _digest(http, url) == digest
        before, highest = process.memory_info().rss, 0

        async def watch() -> None:
            nonlocal highest
            while True:
                highest = max(highest, process.memory_info().rss)
                await asyncio.sleep(0.02)

        watching = asyncio.create_task(watch())
        found = await asyncio.gather(*(_digest(http, url) for _ in range(4)))
        watching.cancel()
        assert set(found) == {digest}
        assert highest - before < SLACK, f"{(highest - before) // MIB} MB more than before"
        headers = {"X-API-Key": KEY, "Range": f"bytes={SIZE - 5}-"}
        async with http.get(url, headers=headers) as answer:
            assert (answer.status, len(await answer.read())) == (206, 5)


@pytest.mark.slow
async def test_clients_that_go_away_leave_no_file_open(gateway: ServedGateway) -> None:
    async with aiohttp.ClientSession() as http:
        url, _ = await sent_document(gateway, http)
        assert gateway.process is not None
        process = psutil.Process(gateway.process.pid)
        for _ in range(5):
            async with http.get(url, headers={"X-API-Key": KEY}) as answer:
                await answer.content.readexactly(1000)
                assert _open_media(process)
                answer.close()
        await until(lambda: not _open_media(process), timeout_s=20)


async def test_head_and_known_files_have_no_body(gateway: ServedGateway) -> None:
    async with aiohttp.ClientSession(headers={"X-API-Key": KEY}) as http:
        url, digest = await sent_document(gateway, http)
        async with http.head(url) as answer:
            assert (answer.status, answer.headers["Content-Length"]) == (200, str(SIZE))
            assert await answer.read() == b""
        async with http.head(url, headers={"Range": "bytes=5-9"}) as answer:
            assert (answer.status, answer.headers["Content-Length"]) == (200, str(SIZE))
        async with http.get(url, headers={"If-None-Match": f'"{digest}"'}) as answer:
            assert (answer.status, await answer.read()) == (304, b"")
            assert "Content-Length" not in answer.headers
            assert "Content-Type" not in answer.headers


def _open_media(process: psutil.Process) -> list[str]:
    return [file.path for file in process.open_files() if "/media/files/" in file.path]
