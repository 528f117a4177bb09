"""How many messages a second the storage records, each with its event, beside a bare `executemany` loop.

    python benchmarks/storage.py [postgres://user@host/database]

Ends by itself in less than a minute. Absolute figures depend on the disk: compare the shares. SQLite is
measured in a temporary directory; a PostgreSQL database that is named must be empty."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

from openwa_core.clock import SystemClock
from openwa_core.testing.fakes.context import FakeContext
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.ids import ChatId, EventId, MessageId, SessionId
from openwa_hookspecs.models.messages import Message
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage

SECONDS = 3.0
GROUP = 512
WRITERS = (1, 32, 256)
SESSION = SessionId("sess_bench")
CHAT = ChatId("628123456789@c.us")
NOW = datetime.now(UTC)
BODY = "The quick brown fox jumps over the lazy dog. " * 3
DATA = f'{{"id":"x","chatId":"{CHAT}","body":"{BODY}"}}'
MESSAGES_SQL = (
    "INSERT INTO messages (session_id, message_id, chat_id, from_me, sender, recipient, type, body, "
    "has_media, wa_timestamp, state, attempts) VALUES ({})"
)
EVENTS_SQL = "INSERT INTO events (seq, id, session_id, chat_id, type, time, data) VALUES ({})"

numbers = count(1)


def message(number: int) -> Message:
    return Message(
        id=MessageId(f"false_{CHAT}_3A{number:018X}"),
        chat_id=CHAT,
        sender=CHAT,
        recipient=CHAT,
        from_me=False,
        type="chat",
        body=BODY,
        wa_timestamp=number,
    )


def event(number: int) -> Event:
    kind = EventType.MESSAGE_RECEIVED
    return Event(
        id=EventId(f"evt_{number:020}"), type=kind, session_id=SESSION, time=NOW, data=DATA, chat_id=CHAT
    )


async def record_with(storage: TortoiseStorage, writers: int) -> float:
    """Units a second with that many callers, each of which waits for its own commit."""
    done = 0
    deadline = time.perf_counter() + SECONDS

    async def caller() -> None:
        nonlocal done
        while time.perf_counter() < deadline:
            number = next(numbers)
            await storage.messages.record(SESSION, epoch=0, message=message(number), events=[event(number)])
            done += 1

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(writers)))
    return done / (time.perf_counter() - started)


def bare_rows(moment: object) -> tuple[list[Any], list[Any]]:
    """A group of rows for the bare loop, made anew each time as a caller's would be."""
    group = [next(numbers) for _ in range(GROUP)]
    messages = [
        (SESSION, f"false_{CHAT}_3A{n:018X}", CHAT, False, CHAT, CHAT, "chat", BODY, False, n, "received", 0)
        for n in group
    ]
    kind = EventType.MESSAGE_RECEIVED.value
    events = [(10**12 + n, f"evt_{n:020}", SESSION, CHAT, kind, moment, DATA) for n in group]
    return messages, events


def bare_sqlite(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")

    def write_group() -> None:
        messages, events = bare_rows(NOW.isoformat(sep=" ", timespec="microseconds"))
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(MESSAGES_SQL.format(", ".join("?" * 12)), messages)
        connection.executemany(EVENTS_SQL.format(", ".join("?" * 7)), events)
        connection.execute("COMMIT")

    try:
        return rate(done for done in iter_groups(write_group))
    finally:
        connection.close()


async def bare_postgres(url: str) -> float:
    connection = await asyncpg.connect(url)

    async def write_group() -> None:
        messages, events = bare_rows(NOW)
        async with connection.transaction():
            await connection.executemany(MESSAGES_SQL.format(dollars(12)), messages)
            await connection.executemany(EVENTS_SQL.format(dollars(7)), events)

    groups, started = 0, time.perf_counter()
    while time.perf_counter() < started + SECONDS:
        await write_group()
        groups += 1
    spent = time.perf_counter() - started
    await connection.close()
    return groups * GROUP / spent


def dollars(places: int) -> str:
    return ", ".join(f"${place}" for place in range(1, places + 1))


def iter_groups(write_group: Callable[[], None]) -> Iterator[int]:
    deadline = time.perf_counter() + SECONDS
    while time.perf_counter() < deadline:
        write_group()
        yield GROUP


def rate(groups: Iterator[int]) -> float:
    started = time.perf_counter()
    done = sum(groups)
    return done / (time.perf_counter() - started)


async def measure(url: str, bare: Callable[[], Awaitable[float]]) -> None:
    context: Any = FakeContext()
    context.clock = SystemClock()
    storage = TortoiseStorage(StorageConfig.model_validate({"url": url}), context)
    await storage.start()
    await storage.sessions.add(
        SessionRecord(
            id=SESSION, name="bench", engine="simulator", status=SessionStatus.READY, created_at=NOW
        ),
        [],
    )
    measured = {writers: await record_with(storage, writers) for writers in WRITERS}
    await storage.stop()
    baseline = await bare()
    print(f"{url.partition('://')[0]:9} bare executemany, {GROUP} a commit: {baseline:9,.0f}/s")
    for writers, units in measured.items():
        print(f"{'':9} {writers:4} writers {units:9,.0f}/s   {units / baseline:5.1%} of bare")


async def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "bench.db"
        await measure(f"sqlite://{path}", lambda: asyncio.to_thread(bare_sqlite, path))
    if len(sys.argv) > 1:
        await measure(sys.argv[1], lambda: bare_postgres(sys.argv[1]))


if __name__ == "__main__":
    asyncio.run(main())
