"""A client that speaks bytes, so that it can be rude."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

HEAD = "{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: admin\r\n{headers}\r\n"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        answer: dict[str, Any] = orjson.loads(self.body)
        return str(answer["error"]["code"])


@dataclass
class Connection:
    """One socket."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, method: str, path: str, body: bytes = b"", headers: str = "") -> None:
        if body or headers:
            headers += "Content-Type: application/json\r\n"
        if body:
            headers += f"Content-Length: {len(body)}\r\n"
        await self.write(HEAD.format(method=method, path=path, headers=headers).encode() + body)

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self, *, bodyless: bool = False) -> Reply:
        async with asyncio.timeout(10):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            pairs = (line.partition(": ") for line in head[1:] if line)
            headers = {name.lower(): value for name, _, value in pairs}
            length = 0 if bodyless else int(headers.get("content-length", 0))
            return Reply(
                status=int(head[0].split()[1]), headers=headers, body=await self.reader.readexactly(length)
            )

    def hang_up(self) -> None:
        """Close without a word."""
        self.writer.transport.abort()


@dataclass(frozen=True)
class Peer:
    """Opens connections to the server, and ends those that are left."""

    port: int
    connections: list[Connection] = field(default_factory=list)

    async def connect(self) -> Connection:
        connection = Connection(*await asyncio.open_connection("127.0.0.1", self.port))
        self.connections.append(connection)
        return connection

    async def leave(self) -> None:
        for connection in self.connections:
            connection.hang_up()
            with suppress(ConnectionError):
                await connection.writer.wait_closed()
