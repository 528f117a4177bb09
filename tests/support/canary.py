"""A server on the loopback that counts who gets through to it, and a resolver that leads everybody there."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

__all__ = ["Canary", "a_canary", "lie_about_names"]


class Canary:
    """A server on the loopback that counts who gets through to it."""

    def __init__(self) -> None:
        self.hits = 0
        self.heads: list[str] = []
        self.pages: dict[str, bytes] = {}
        self.port = 0
        self.silent = False

    def page(self, path: str, body: bytes, *headers: str, status: str = "200 OK") -> None:
        lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers, "", ""]
        self.pages[path] = "\r\n".join(lines).encode() + body

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.hits += 1
        try:
            while not self.silent and (head := await reader.readuntil(b"\r\n\r\n")):
                self.heads.append(head.decode("latin1"))
                path = head.split(b" ")[1].decode()
                writer.write(self.pages.get(path, b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nboom"))
                await writer.drain()
            await reader.read()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def a_canary(
    port: int = 0, context: ssl.SSLContext | None = None, *, host: str = "127.0.0.1"
) -> AsyncIterator[Canary]:
    """Serve until the block ends."""
    canary = Canary()
    server = await asyncio.start_server(canary.serve, host, port, ssl=context)
    canary.port = server.sockets[0].getsockname()[1]
    try:
        yield canary
    finally:
        server.close()


def lie_about_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name be at 127.0.0.1: no query leaves the machine."""
    resolve = socket.getaddrinfo

    def lie(host: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as the original
        try:
            socket.inet_aton(str(host))
        except OSError:
            if ":" not in str(host):
                host = "127.0.0.1"
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lie)
