"""Asking a gateway, well-behaved through aiohttp or byte by byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from tests.support.rest_client import KEY

__all__ = ["Answer", "Ask", "Door"]

_TIMEOUT = aiohttp.ClientTimeout(total=60)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request."""

    method: str
    path: str
    """With its query."""
    body: Any = None
    raw: bytes | None = None
    """Sent as it is, in place of a body."""
    key: str | None = KEY
    headers: Mapping[str, str] = field(default_factory=dict)

    def all_headers(self) -> dict[str, str]:
        """With the key."""
        return {**({} if self.key is None else {"X-API-Key": self.key}), **self.headers}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Status and body; `code` is that of an error."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str | None:
        found = self.body.get("error") if isinstance(self.body, dict) else None
        return None if found is None else str(found["code"])


@dataclass(frozen=True, kw_only=True)
class Door:
    """The way into one gateway, from one address of loopback."""

    url: str
    http: aiohttp.ClientSession
    address: str = "127.0.0.1"

    async def ask(self, ask: Ask) -> Answer:
        """What it says."""
        body = ask.raw if ask.body is None else json.dumps(ask.body).encode()
        typed = {} if body is None else {"Content-Type": "application/json"}
        headers = {**typed, **ask.all_headers()}
        url = URL(f"{self.url}{ask.path}", encoded=True)
        async with self.http.request(ask.method, url, data=body, headers=headers) as reply:
            return _answer(reply.status, await reply.read(), dict(reply.headers))

    async def dictate(self, ask: Ask, body: bytes = b"", *, length: int | None = None) -> Answer:
        """The same by hand: `body` goes out as it is, after a head that promises `length` bytes."""
        async with self.connected() as (reader, writer):
            writer.write(_head(ask, len(body) if length is None else length) + body)
            await writer.drain()
            async with asyncio.timeout(60):
                return _parsed(await reader.read())

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A connection of its own."""
        parts = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(
            parts.hostname, parts.port, local_addr=(self.address, 0)
        )
        try:
            yield reader, writer
        finally:
            writer.close()


def _head(ask: Ask, length: int) -> bytes:
    headers = {
        "Host": "localhost",
        "Connection": "close",
        "Content-Type": "application/json",
        "Content-Length": str(length),
        **ask.all_headers(),
    }
    lines = [
        f"{ask.method} {ask.path} HTTP/1.1",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _parsed(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    pairs = (line.partition(": ") for line in lines[1:])
    return _answer(int(lines[0].split()[1]), body, {name: value for name, _, value in pairs})


def _answer(status: int, body: bytes, headers: Mapping[str, str]) -> Answer:
    told = {name.lower(): value for name, value in headers.items()}
    is_json = told.get("content-type", "").startswith("application/json")
    return Answer(status=status, body=json.loads(body) if is_json and body else body, headers=told)
