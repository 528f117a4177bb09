"""The gateway's server on a free port of the loopback, with limits short enough for tests."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from quart import Quart

from openwa_core.config.models import ServerConfig
from openwa_core.server import serve

__all__ = ["PATIENCE_S", "SHORT", "Answer", "Peer", "Served", "serving"]

SHORT: dict[str, Any] = {
    "bind": "127.0.0.1:0",
    "write_timeout_s": 0.4,
    "header_timeout_s": 0.4,
    "keep_alive_s": 0.4,
    "graceful_timeout_s": 5.0,
}
PATIENCE_S = 10.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


class Peer:
    """A client that speaks HTTP by hand, and can be as rude as a test wants."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        async with asyncio.timeout(PATIENCE_S):
            await self.writer.drain()

    async def get(self, path: str, **headers: str) -> Answer:
        lines = [f"GET {path} HTTP/1.1", "host: test", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
        await self.send("\r\n".join(lines).encode())
        return await self.answer()

    async def answer(self) -> Answer:
        async with asyncio.timeout(PATIENCE_S):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(status=int(head[0].split()[1]), headers=headers, body=body)

    async def until_closed(self) -> bytes:
        """What still comes; returns when the server has closed or cut off the connection."""
        received = bytearray()
        async with asyncio.timeout(PATIENCE_S):
            try:
                while data := await self.reader.read(65_536):
                    received += data
            except ConnectionError:
                pass
        return bytes(received)

    def pause(self) -> None:
        """Take nothing more from the network."""
        cast(asyncio.Transport, self.writer.transport).pause_reading()

    def leave(self) -> None:
        self.writer.transport.abort()


@dataclass(frozen=True, kw_only=True)
class Served:
    """A server that listens."""

    url: str
    shutdown: asyncio.Event
    task: asyncio.Task[None]
    peers: list[Peer]

    @property
    def host(self) -> str:
        return str(urlsplit(self.url).hostname)

    @property
    def port(self) -> int:
        return int(urlsplit(self.url).port or 0)

    async def connect(self, *, receive_buffer: int | None = None) -> Peer:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        plain = socket.socket(family, socket.SOCK_STREAM)
        plain.setblocking(False)
        if receive_buffer is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        async with asyncio.timeout(PATIENCE_S):
            try:
                await asyncio.get_running_loop().sock_connect(plain, (self.host, self.port))
            except OSError:
                plain.close()
                raise
            peer = Peer(*await asyncio.open_connection(sock=plain, limit=65_536))
        self.peers.append(peer)
        return peer


@asynccontextmanager
async def serving(app: Quart, **settings: str | float) -> AsyncIterator[Served]:
    """Serve the app; at the end the server is drained unless the test has done it."""
    listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    shutdown = asyncio.Event()
    task = asyncio.create_task(serve(app, ServerConfig(**SHORT | settings), shutdown, listening.set_result))
    task.add_done_callback(lambda _: listening.cancelled() or listening.cancel())
    try:
        url = await listening
    except asyncio.CancelledError:
        await task
        raise
    served = Served(url=url, shutdown=shutdown, task=task, peers=[])
    try:
        yield served
    finally:
        for peer in served.peers:
            peer.leave()
        shutdown.set()
        done, _ = await asyncio.wait([task], timeout=PATIENCE_S)
        assert done, "the server does not end"
        if not task.cancelled():
            task.result()
