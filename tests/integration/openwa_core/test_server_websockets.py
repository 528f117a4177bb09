"""WebSockets on the server: sizes, goodbyes and peers that stay silent, on both servers."""

import asyncio
import os
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from quart import Quart, websocket

from openwa_core.app import create_app
from openwa_core.config.models import ServerConfig
from openwa_hookspecs.frames import FRAMES, Frames, text_frame
from tests.support.serving import PATIENCE_S, Served, serving

HANDSHAKE = (
    b"GET /echo HTTP/1.1\r\nhost: test\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"sec-websocket-extensions: permessage-deflate\r\n\r\n"
)
LIMIT = 64 * 1024


@pytest.fixture(params=["hypercorn", "uvicorn"])
def use(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def ended() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
def app(ended: asyncio.Event) -> Quart:
    app = create_app(ServerConfig())

    @app.websocket("/echo")
    async def echo() -> None:
        try:
            while True:
                await websocket.send(await websocket.receive())
        finally:
            ended.set()

    @app.websocket("/flood")
    async def flood() -> None:
        try:
            for number in count():
                await websocket.send(f"{number}" * 4096)
                await asyncio.sleep(0)
        finally:
            ended.set()

    @app.websocket("/refused")
    async def refused() -> tuple[dict[str, str], int]:
        return {"error": "no"}, 401

    return app


async def _until(event: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await event.wait()


async def _open(session: ClientSession, served: Served, path: str) -> ClientWebSocketResponse:
    return await session.ws_connect(served.url + path, max_msg_size=0)


async def test_quiet_websocket_outlives_every_deadline(app: Quart, use: str, session: ClientSession) -> None:
    async with serving(app, use=use) as served:
        socket = await _open(session, served, "/echo")
        await asyncio.sleep(1.0)  # more than twice each deadline
        await socket.send_str("still there")
        assert await socket.receive_str(timeout=PATIENCE_S) == "still there"
        await socket.close()


async def test_message_of_the_full_size_passes(app: Quart, use: str, session: ClientSession) -> None:
    async with serving(app, use=use) as served:
        socket = await _open(session, served, "/echo")
        await socket.send_str("x" * LIMIT)
        assert len(await socket.receive_str(timeout=PATIENCE_S)) == LIMIT
        await socket.close()


@pytest.mark.parametrize("text", ["x" * (LIMIT + 1), "é" * (LIMIT // 2 + 1)], ids=["ascii", "two bytes each"])
async def test_oversize_message_closes_the_websocket(
    app: Quart, use: str, session: ClientSession, text: str, ended: asyncio.Event
) -> None:
    async with serving(app, use=use) as served:
        socket = await _open(session, served, "/echo")
        await socket.send_str(text)
        last = await socket.receive(timeout=PATIENCE_S)
        assert last.type in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR}
        if last.type is WSMsgType.CLOSE:
            assert last.data == 1009
        await _until(ended)


async def test_oversize_message_without_end_is_cut_off(app: Quart, use: str, ended: asyncio.Event) -> None:
    """A peer that ignores the close and goes on with its one huge frame."""
    async with serving(app, use=use) as served:
        peer = await served.connect()
        await peer.send(HANDSHAKE)
        assert (await peer.answer()).status == 101
        await peer.send(b"\x82\xff" + (1 << 40).to_bytes(8, "big") + bytes(4))
        flooding = asyncio.create_task(_flood(peer.writer))
        await peer.until_closed()
        flooding.cancel()
        await _until(ended)


async def test_compression_is_not_agreed_to(app: Quart, use: str) -> None:
    """64 KiB of it could unfold to 64 MiB."""
    async with serving(app, use=use) as served:
        peer = await served.connect()
        await peer.send(HANDSHAKE)
        answer = await peer.answer()
    assert answer.status == 101
    assert "sec-websocket-extensions" not in answer.headers


async def test_peer_that_reads_no_frames_is_dropped(app: Quart, use: str, ended: asyncio.Event) -> None:
    async with serving(app, use=use) as served:
        peer = await served.connect(receive_buffer=4096)
        await peer.send(HANDSHAKE.replace(b"/echo", b"/flood"))
        assert (await peer.answer()).status == 101
        peer.pause()
        await _until(ended)


async def test_peer_that_left_is_forgotten_at_once(
    app: Quart, use: str, session: ClientSession, ended: asyncio.Event
) -> None:
    """Not only when the next ping is due."""
    async with serving(app, use=use, max_connections=1) as served:
        socket = await _open(session, served, "/echo")
        await socket.close()
        await _until(ended)
        async with asyncio.timeout(PATIENCE_S):
            while (await (peer := await served.connect()).get("/")).status == 503:
                await peer.until_closed()


@pytest.mark.parametrize("version", ["13", "12"])
async def test_refused_handshake_ends_the_connection(app: Quart, use: str, version: str) -> None:
    async with serving(app, use=use, keep_alive_s=0.3) as served:
        peer = await served.connect()
        await peer.send(HANDSHAKE.replace(b"/echo", b"/refused").replace(b": 13", f": {version}".encode()))
        assert (await peer.answer()).status in {400, 401, 426}
        await peer.until_closed()


async def test_peer_that_goes_on_after_a_refusal_is_not_heard(
    app: Quart, use: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(app, use=use, keep_alive_s=0.3) as served:
        peer = await served.connect()
        await peer.send(HANDSHAKE.replace(b"/echo", b"/refused"))
        assert (await peer.answer()).status == 401
        await peer.send(b"\x88\x80\0\0\0\0")
        assert await peer.until_closed() == b""
    assert caplog.records == []


async def test_shutdown_says_going_away(
    app: Quart, use: str, session: ClientSession, ended: asyncio.Event
) -> None:
    async with serving(app, use=use) as served:
        socket = await _open(session, served, "/echo")
        served.shutdown.set()
        last = await socket.receive(timeout=PATIENCE_S)
        assert (last.type, last.data) == (WSMsgType.CLOSE, 1001)
        async with asyncio.timeout(PATIENCE_S):
            await served.task
        assert ended.is_set()


async def test_shutdown_does_not_wait_for_a_peer_that_ignores_the_goodbye(
    app: Quart, use: str, ended: asyncio.Event
) -> None:
    async with serving(app, use=use, graceful_timeout_s=30) as served:
        peer = await served.connect()
        await peer.send(HANDSHAKE)
        assert (await peer.answer()).status == 101
        served.shutdown.set()
        async with asyncio.timeout(PATIENCE_S):
            await served.task
        assert ended.is_set()


@pytest.fixture
def lent(app: Quart) -> "asyncio.Queue[Frames]":
    """The frame writers of the sockets at `/echo`, as they are accepted."""
    lent: asyncio.Queue[Frames] = asyncio.Queue()
    inner = app.asgi_app

    async def outer(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI

        async def sent(message: Any) -> None:  # noqa: ANN401 - ASGI
            await send(message)
            if message["type"] == "websocket.accept":
                lent.put_nowait(scope["extensions"][FRAMES])

        await inner(scope, receive, sent)

    app.asgi_app = outer  # type: ignore[method-assign]
    return lent


async def test_frames_that_are_written_past_the_app_arrive_between_its_own(
    app: Quart, use: str, session: ClientSession, lent: "asyncio.Queue[Frames]"
) -> None:
    async with serving(app, use=use) as served:
        socket = await _open(session, served, "/echo")
        frames = await lent.get()
        texts = ["short", "x" * 200, "y" * 70_000, "é"]
        assert frames.write(b"".join(text_frame(text.encode()) for text in texts))
        await socket.send_str("echo")
        assert [await socket.receive_str(timeout=PATIENCE_S) for _ in range(4)] == texts
        assert await socket.receive_str(timeout=PATIENCE_S) == "echo"
        assert frames.waiting == 0
        await socket.close()


async def test_nothing_is_written_to_a_socket_that_was_closed(
    app: Quart, use: str, session: ClientSession, lent: "asyncio.Queue[Frames]", ended: asyncio.Event
) -> None:
    async with serving(app, use=use) as served:
        socket = await _open(session, served, "/echo")
        frames = await lent.get()
        await socket.close()
        await _until(ended)
        assert not frames.write(text_frame(b"late"))


async def test_nothing_follows_the_goodbye(
    app: Quart, use: str, session: ClientSession, lent: "asyncio.Queue[Frames]"
) -> None:
    async with serving(app, use=use) as served:
        socket = await _open(session, served, "/echo")
        frames = await lent.get()
        served.shutdown.set()
        while frames.write(text_frame(b"still")):
            await asyncio.sleep(0.01)
        heard = []
        while (last := await socket.receive(timeout=PATIENCE_S)).type is WSMsgType.TEXT:
            heard.append(last.data)
        assert set(heard) <= {"still"}
        assert (last.type, last.data) == (WSMsgType.CLOSE, 1001)


async def test_what_a_silent_peer_does_not_take_is_seen_and_soon(
    app: Quart, use: str, lent: "asyncio.Queue[Frames]", ended: asyncio.Event
) -> None:
    """The system would hide 2.5 MB of it on loopback."""
    async with serving(app, use=use, write_timeout_s=30) as served:
        peer = await served.connect(receive_buffer=4096)
        await peer.send(HANDSHAKE)
        assert (await peer.answer()).status == 101
        peer.pause()
        frames = await lent.get()
        written = 0
        while frames.waiting < 64 * 1024:
            assert frames.write(text_frame(b"x" * 8192))
            written += 8192
            await asyncio.sleep(0)
        assert written < 512 * 1024
        frames.abort()
        await _until(ended)


async def _flood(writer: asyncio.StreamWriter) -> None:
    piece = os.urandom(65_536)
    while True:
        writer.write(piece)
        await writer.drain()
