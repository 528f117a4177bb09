"""A WebSocket client that costs next to nothing: for a hundred of them in one process, and for one that does
not read."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

import orjson

from tests.support.rest_client import KEY

__all__ = ["RawSocket", "silent_socket", "subscription"]

_TEXT: Final = 0x1
_CLOSE: Final = 0x8
_PING: Final = 0x9
_PONG: Final = 0xA
_PATIENCE_S: Final = 20.0


def subscription(session: str = "*", *events: str, **more: object) -> bytes:
    """The request in a masked frame."""
    payload = {"sessionId": session, "events": list(events) or ["*"], **more}
    return _masked(_TEXT, orjson.dumps({"type": "subscribe", "payload": payload}))


def _masked(opcode: int, payload: bytes) -> bytes:
    """A frame as a client sends it; the mask of zeroes leaves the payload as it is."""
    size = len(payload)
    assert size < 1 << 16
    length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes((0x80 | opcode,)) + length + bytes(4) + payload


def _handshake(url: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET /ws HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nX-API-Key: {KEY}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    ).encode()


class RawSocket(asyncio.Protocol):
    """Hands each text to `on_text`, as bytes."""

    def __init__(self, url: str, on_text: Callable[[bytes], None]) -> None:
        self._url = url
        self._on_text = on_text
        self._buffer = b""
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self.closed = asyncio.Event()
        self.close_code: int | None = None

    @classmethod
    async def open(cls, url: str, on_text: Callable[[bytes], None], first: bytes = b"") -> RawSocket:
        """Shake hands, and say `first` (a frame)."""
        where = urlsplit(url)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(_PATIENCE_S):
            host, port = str(where.hostname), int(where.port or 0)
            _, made = await loop.create_connection(lambda: cls(url, on_text), host, port)
            await made._opened
        made.say(first)
        return made

    def say(self, frame: bytes) -> None:
        """Send a frame that is ready."""
        if frame and self._transport is not None:
            self._transport.write(frame)

    def abort(self) -> None:
        """Leave without a goodbye."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(_handshake(self._url))

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()
        if not self._opened.done():
            self._opened.set_exception(ConnectionError("the handshake was not answered"))

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if not self._opened.done():
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._opened.set_exception(ConnectionError(head.split(b"\r\n")[0].decode()))
                return
            self._opened.set_result(None)
            self._buffer = rest
        self._buffer = self._buffer[self._take(self._buffer) :]

    def _take(self, data: bytes) -> int:
        """Hand out whole frames; how many bytes they were."""
        at, end = 0, len(data)
        while end - at >= 2:
            size, head = data[at + 1], at + 2
            if size == 126:
                size, head = int.from_bytes(data[head : head + 2], "big"), head + 2
            elif size == 127:
                size, head = int.from_bytes(data[head : head + 8], "big"), head + 8
            if end < head + size:
                break
            self._heard(data[at] & 0xF, data[head : head + size])
            at = head + size
        return at

    def _heard(self, opcode: int, payload: bytes) -> None:
        if opcode == _TEXT:
            self._on_text(payload)
        elif opcode == _PING:
            self.say(_masked(_PONG, payload))
        elif opcode == _CLOSE:
            self.close_code = int.from_bytes(payload[:2], "big")
            self.say(_masked(_CLOSE, payload[:2]))


def silent_socket(url: str) -> socket.socket:
    """One that has subscribed to everything, and then takes nothing any more. Blocks."""
    where = urlsplit(url)
    made = socket.create_connection((where.hostname, where.port), timeout=_PATIENCE_S)
    made.sendall(_handshake(url))
    _hear(made, b"\r\n\r\n")
    made.sendall(subscription())
    _hear(made, b'"subscribed"')
    return made


def _hear(made: socket.socket, wanted: bytes) -> None:
    heard = b""
    while wanted not in heard:
        data = made.recv(4096)
        if not data:
            raise ConnectionError(f"closed after {heard[:200]!r}")
        heard += data
