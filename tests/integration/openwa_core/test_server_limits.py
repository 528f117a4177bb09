"""What a rude peer can take from the server, over real sockets: on both servers."""

import asyncio
import gc
import json
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from quart import Quart, request

from openwa_core.app import create_app
from openwa_core.config.models import ServerConfig
from openwa_core.server.live_sockets import AsgiApp, Receive, Scope, Send
from tests.support.serving import PATIENCE_S, SHORT, Served, serving

MIB = 1024 * 1024
LARGE = 24 * MIB


class Site:
    """An app with a route for each kind of trouble, and a flag for the end of each request."""

    def __init__(self) -> None:
        self.app: Quart = create_app(ServerConfig())
        self.ended: dict[str, asyncio.Event] = {}
        self._answer: AsgiApp = cast(Any, self.app).asgi_app
        cast(Any, self.app).asgi_app = self._flagged
        self.app.add_url_rule("/", "hello", self.hello)
        self.app.add_url_rule("/large", "large", self.large)
        self.app.add_url_rule("/stream", "stream", self.stream)
        self.app.add_url_rule("/length", "length", self.length, methods=["POST"])

    async def hello(self) -> dict[str, str]:
        return {"hello": "world"}

    async def large(self) -> bytes:
        return bytes(LARGE)

    async def stream(self) -> AsyncIterator[bytes]:
        async def forever() -> AsyncIterator[bytes]:
            while True:
                yield bytes(MIB)
                await asyncio.sleep(0)

        return forever()

    async def length(self) -> dict[str, int]:
        return {"length": len(await request.get_data())}

    async def until_ended(self, path: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self.ended.setdefault(path, asyncio.Event()).wait()

    async def _flagged(self, scope: Scope, receive: Receive, send: Send) -> None:
        ended = self.ended.setdefault(scope["path"], asyncio.Event())
        try:
            await self._answer(scope, receive, send)
        finally:
            ended.set()


@pytest.fixture
async def site() -> Site:
    return Site()


@pytest.fixture(params=["hypercorn", "uvicorn"])
def use(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("path", ["/large", "/stream"])
async def test_peer_that_never_reads_is_dropped_and_its_memory_freed(site: Site, use: str, path: str) -> None:
    async with serving(site.app, use=use) as served:
        await (await served.connect()).get("/")
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            peer = await served.connect(receive_buffer=4096)
            peer.pause()
            await peer.send(f"GET {path} HTTP/1.1\r\nhost: test\r\n\r\n".encode())
            await site.until_ended(path)
            await (await served.connect()).get("/")
            gc.collect()
            after, highest = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert highest - before > MIB
    assert after - before < MIB


async def test_slow_reader_gets_everything(site: Site, use: str) -> None:
    """The deadline is for a peer that reads nothing, however long the whole takes."""
    async with serving(site.app, use=use) as served:
        peer = await served.connect()
        await peer.send(b"GET /large HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n")
        received = 0
        started = asyncio.get_running_loop().time()
        while data := await peer.reader.read(256 * 1024):
            received += len(data)
            await asyncio.sleep(0.008)
        assert received > LARGE
        assert asyncio.get_running_loop().time() - started > 2 * SHORT["write_timeout_s"]


async def test_one_address_may_not_take_all_connections(site: Site, use: str) -> None:
    async with serving(site.app, use=use, max_connections_per_address=2, keep_alive_s=5) as served:
        first, second = await served.connect(), await served.connect()
        assert (await first.get("/")).status == 200
        assert (await second.get("/")).status == 200
        refused = await (await served.connect()).answer()
        assert (refused.status, refused.headers["retry-after"]) == (503, "1")
        assert json.loads(refused.body)["error"]["code"] == "SERVICE_UNAVAILABLE"
        first.writer.close()
        await first.until_closed()
        await _until_admitted(served)


async def test_connections_are_capped_in_all(site: Site, use: str) -> None:
    async with serving(site.app, use=use, max_connections=1, keep_alive_s=5) as served:
        only = await served.connect()
        assert (await only.get("/")).status == 200
        refused = await served.connect()
        assert (await refused.answer()).status == 503
        assert await refused.until_closed() == b""
        assert (await only.get("/")).status == 200


@pytest.mark.parametrize(
    "trickle",
    [b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nhost: test\r\nx: "],
    ids=["nothing", "line", "header"],
)
async def test_request_head_has_a_deadline(site: Site, use: str, trickle: bytes) -> None:
    async with serving(site.app, use=use, keep_alive_s=30) as served:
        peer = await served.connect()
        await peer.send(trickle)
        dripping = asyncio.create_task(_drip(peer.writer))
        await peer.until_closed()
        dripping.cancel()
    assert not site.ended


async def test_request_head_has_a_size(site: Site, use: str) -> None:
    async with serving(site.app, use=use, header_timeout_s=30) as served:
        peer = await served.connect()
        await peer.send(b"GET / HTTP/1.1\r\nhost: test\r\nx: ")
        flooding = asyncio.create_task(_flood(peer.writer))
        await peer.until_closed()
        flooding.cancel()
    assert not site.ended


async def test_idle_connection_is_closed_after_keep_alive(site: Site, use: str) -> None:
    async with serving(site.app, use=use, header_timeout_s=30) as served:
        peer = await served.connect()
        assert (await peer.get("/")).status == 200
        assert (await peer.get("/")).status == 200
        assert await peer.until_closed() == b""


async def test_answer_says_nothing_about_the_server(site: Site, use: str) -> None:
    async with serving(site.app, use=use) as served:
        answer = await (await served.connect()).get("/")
        missing = await (await served.connect()).get("/nowhere")
    assert answer.body == b'{"hello":"world"}'
    assert "server" not in answer.headers
    assert "date" in answer.headers
    assert (missing.status, missing.body) == (404, b'{"error":"Not Found"}')


@pytest.mark.parametrize("announced", [True, False])
async def test_body_over_the_limit_is_refused_and_the_reason_arrives(
    site: Site, use: str, announced: bool
) -> None:
    site.app.config["MAX_CONTENT_LENGTH"] = 1024
    async with serving(site.app, use=use) as served:
        peer = await served.connect()
        framing = b"content-length: 8388608" if announced else b"transfer-encoding: chunked"
        await peer.send(b"POST /length HTTP/1.1\r\nhost: test\r\n" + framing + b"\r\n\r\n")
        sending = asyncio.create_task(_send_body(peer.writer, chunked=not announced))
        answer = await peer.answer()
        assert (answer.status, answer.body) == (413, b'{"error":"Request Entity Too Large"}')
        await peer.until_closed()
        sending.cancel()


async def test_body_within_the_limit_is_read(site: Site, use: str) -> None:
    async with serving(site.app, use=use) as served:
        peer = await served.connect()
        await peer.send(
            b"POST /length HTTP/1.1\r\nhost: test\r\ncontent-length: 1048576\r\n\r\n" + bytes(MIB)
        )
        assert (await peer.answer()).body == b'{"length":1048576}'
        assert (await peer.get("/")).status == 200


async def test_http2_is_not_spoken(site: Site) -> None:
    async with serving(site.app, use="hypercorn") as served:
        upgrading = await (await served.connect()).get(
            "/", connection="upgrade, http2-settings", upgrade="h2c", **{"http2-settings": "AAMAAABk"}
        )
        assert (upgrading.status, upgrading.body) == (200, b'{"hello":"world"}')
        knowing = await served.connect()
        await knowing.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        assert (await knowing.until_closed()).startswith(b"HTTP/1.1 505 ")


async def _until_admitted(served: Served) -> None:
    """A slot is free once the server has noticed that its peer left."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            peer = await served.connect()
            if (await peer.get("/")).status == 200:
                return
            await peer.until_closed()


async def _drip(writer: asyncio.StreamWriter) -> None:
    while True:
        await asyncio.sleep(0.05)
        writer.write(b"a")


async def _flood(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"a" * 8192)
        await writer.drain()


async def _send_body(writer: asyncio.StreamWriter, *, chunked: bool) -> None:
    piece = b"10000\r\n" + bytes(65_536) + b"\r\n" if chunked else bytes(65_536)
    for _ in range(128):
        writer.write(piece)
        await writer.drain()
