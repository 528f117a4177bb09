"""A hundred sockets in one process that only count: they must not be what a measurement waits for."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

__all__ = ["OPENWA", "SOCKET_IO", "CountingSockets", "Dialect", "counting_sockets"]

_PATIENCE_S: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How to open a socket, and what an event begins with."""

    path: str
    greeting: bytes
    """Said once the server has said something, or at once where it waits."""
    answer: bytes
    """What tells that the greeting was heard."""
    event: bytes
    waits: bool
    """Whether the server speaks first."""


def _text(payload: bytes) -> bytes:
    """A client's frame; the mask of zeroes leaves the payload as it is."""
    size = len(payload)
    length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return b"\x81" + length + bytes(4) + payload


OPENWA: Final = Dialect(
    path="/ws",
    greeting=_text(b'{"type":"subscribe","payload":{"sessionId":"*","events":["message.received"]}}'),
    answer=b'"type":"subscribed"',
    event=b'{"type":"event"',
    waits=False,
)
SOCKET_IO: Final = Dialect(
    path="/socket.io/?EIO=4&transport=websocket",
    greeting=_text(b"40"),
    answer=b'40{"sid"',
    event=b'42["event"',
    waits=True,
)


@dataclass
class CountingSockets:
    """How many events all of them have heard."""

    goal: int
    counts: list[int] = field(default_factory=list)
    lost: int = 0
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    def took(self, index: int, events: int) -> None:
        """Some more."""
        self.counts[index] += events
        if self.counts[index] >= self.goal and min(self.counts) >= self.goal:
            self.enough.set()


class _Socket(asyncio.Protocol):
    def __init__(self, all_of_them: CountingSockets, index: int, dialect: Dialect, key: str) -> None:
        self._all = all_of_them
        self._index = index
        self._dialect = dialect
        self._key = key
        self._tail = b""
        self._is_open = False
        self._transport: asyncio.Transport | None = None
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        nonce = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"GET {self._dialect.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: {self._key}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {nonce}\r\n\r\n"
        )
        transport.write(head.encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.lost += 1
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("the socket did not open"))

    def data_received(self, data: bytes) -> None:
        heard = self._tail + data
        if not self.ready.done():
            self._open(heard)
            return
        needle = self._dialect.event
        if events := heard.count(needle):
            self._all.took(self._index, events)
        self._tail = heard[1 - len(needle) :]

    def _open(self, heard: bytes) -> None:
        self._tail = heard
        _, found, rest = heard.partition(b"\r\n\r\n")
        if not found or self._transport is None:
            return
        if not self._is_open and (rest or not self._dialect.waits):
            self._is_open = True
            self._transport.write(self._dialect.greeting)
        if self._dialect.answer in rest:
            self._tail = b""
            self.ready.set_result(None)


@asynccontextmanager
async def counting_sockets(
    port: int, dialect: Dialect, *, sockets: int, goal: int, key: str = ""
) -> AsyncIterator[CountingSockets]:
    """Open so many, which hear everything; they close with the block."""
    counted = CountingSockets(goal, counts=[0] * sockets)
    loop = asyncio.get_running_loop()
    transports = []
    try:
        for index in range(sockets):
            made: _Socket
            transport, made = await loop.create_connection(
                lambda index=index: _Socket(counted, index, dialect, key),  # type: ignore[misc]
                "127.0.0.1",
                port,
            )
            transports.append(transport)
            async with asyncio.timeout(_PATIENCE_S):
                await made.ready
        yield counted
    finally:
        for transport in transports:
            transport.abort()
