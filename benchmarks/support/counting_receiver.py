"""A receiver of webhooks that only counts: it must not be what a measurement waits for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httptools

__all__ = ["CountingReceiver", "counting_receiver"]

_TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@dataclass
class CountingReceiver:
    """How many deliveries came."""

    port: int = 0
    count: int = 0
    signed: int = 0
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    goal: int = 0

    def expect(self, goal: int) -> None:
        """Count anew, up to so many."""
        self.count = self.signed = 0
        self.goal = goal
        self.enough.clear()

    def took(self, *, is_signed: bool) -> None:
        """One more."""
        self.count += 1
        self.signed += is_signed
        if self.count >= self.goal:
            self.enough.set()


class _Connection(asyncio.Protocol):
    def __init__(self, receiver: CountingReceiver) -> None:
        self._receiver = receiver
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._is_signed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._is_signed |= name.lower() == b"x-openwa-signature" and value.startswith(b"sha256=")

    def on_message_complete(self) -> None:
        if self._parser.get_method() == b"POST":
            self._receiver.took(is_signed=self._is_signed)
        self._is_signed = False
        if self._transport is not None:
            self._transport.write(_TAKEN)


@asynccontextmanager
async def counting_receiver() -> AsyncIterator[CountingReceiver]:
    """On loopback, until the block ends."""
    receiver = CountingReceiver()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(receiver), "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
