"""The baseline: a bare asyncio and httptools server that does what a durable send must do, and nothing else.

Key hash, JSON, one row committed before the send, row and event committed after it, both grouped, SQLite in
WAL mode with `synchronous=FULL`. Run as a process: `python -m benchmarks.support.raw_handler PORT DATABASE`.
"""

from __future__ import annotations

import asyncio
import hashlib
import queue
import secrets
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import cast

import httptools
import orjson
import uvloop

from benchmarks.support.gateway_process import KEY

__all__ = ["main"]

_DIGEST = hashlib.sha256(KEY.encode()).digest()
_GROUP = 512
_SCHEMA = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE messages (key TEXT PRIMARY KEY, chat TEXT, body TEXT, state TEXT, at REAL);
CREATE TABLE events (seq INTEGER PRIMARY KEY, type TEXT, chat TEXT, data TEXT, at REAL);
"""
_Work = tuple[Callable[[sqlite3.Connection], object], "Future[None]"]


class _Writer(threading.Thread):
    """One thread, one connection, one commit for all that waits."""

    def __init__(self, database: str) -> None:
        super().__init__(daemon=True)
        self._database = database
        self._waiting: queue.SimpleQueue[_Work] = queue.SimpleQueue()

    def run(self) -> None:
        connection = sqlite3.connect(self._database, isolation_level=None)
        connection.executescript(_SCHEMA)
        while True:
            group = [self._waiting.get()]
            while len(group) < _GROUP and not self._waiting.empty():
                group.append(self._waiting.get())
            connection.execute("BEGIN IMMEDIATE")
            for work, _ in group:
                work(connection)
            connection.execute("COMMIT")
            for _, done in group:
                done.set_result(None)

    async def write(self, work: Callable[[sqlite3.Connection], object]) -> None:
        done: Future[None] = Future()
        self._waiting.put((work, done))
        await asyncio.wrap_future(done)


class _Connection(asyncio.Protocol):
    """One request after the other."""

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer
        self._parser = httptools.HttpRequestParser(self)
        self._body = b""
        self._key = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class is none of asyncio's

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._body = b""

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"x-api-key":
            self._key = value

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._answer(self._key, self._body))

    async def _answer(self, key: bytes, raw: bytes) -> None:
        assert hashlib.sha256(key).digest() == _DIGEST
        body = orjson.loads(raw)
        chat, text, name = body["chatId"], body["text"], f"3EB0{secrets.token_hex(9).upper()}"
        row = (name, chat, text, time.time())
        await self._writer.write(
            lambda db: db.execute("INSERT INTO messages VALUES (?, ?, ?, 'sending', ?)", row)
        )
        event = ("message.sent", chat, orjson.dumps({"id": name, "body": text}).decode(), time.time())

        def end(db: sqlite3.Connection) -> None:
            db.execute("UPDATE messages SET state = 'sent' WHERE key = ? AND state = 'sending'", (name,))
            db.execute("INSERT INTO events (type, chat, data, at) VALUES (?, ?, ?, ?)", event)

        await self._writer.write(end)
        answer = orjson.dumps(
            {"success": True, "data": {"messageId": f"true_{chat}_{name}", "status": "sent"}}
        )
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(answer)}\r\n\r\n"
        self._transport.write(head.encode() + answer)


async def _serve(port: int, database: str) -> None:
    writer = _Writer(database)
    writer.start()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(writer), "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """Serve until killed."""
    uvloop.run(_serve(int(sys.argv[1]), sys.argv[2]))


if __name__ == "__main__":
    main()
