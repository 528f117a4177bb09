"""What only a file can show: modes, locks, a full disk."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from openwa_core.testing.contracts.storage.samples import (
    CHAT,
    a_session,
    add_session,
    an_event,
    an_incoming,
    events_of,
)
from openwa_core.testing.fakes.context import FakeContext
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.service import HealthStatus
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.database import StatementRefusedError
from openwa_storage_tortoise.sqlite import SqliteDatabase
from openwa_storage_tortoise.statements import Steps, fetch
from openwa_storage_tortoise.storage import TortoiseStorage


@pytest.fixture
async def storage(sqlite_database: str) -> AsyncIterator[TortoiseStorage]:
    config = StorageConfig.model_validate({"url": sqlite_database, "busy_timeout_ms": 100})
    storage = TortoiseStorage(config, FakeContext())
    await storage.start()
    yield storage
    await storage.stop()


@pytest.fixture
def path(sqlite_database: str) -> Path:
    return Path(sqlite_database.removeprefix("sqlite://"))


async def test_file_and_directory_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "made" / "for" / "openwa.db"
    storage = TortoiseStorage(StorageConfig.model_validate({"url": f"sqlite://{path}"}), FakeContext())
    await storage.start()
    modes = {entry.name: entry.stat().st_mode & 0o777 for entry in (*path.parent.iterdir(), path.parent)}
    await storage.stop()
    assert modes == {"for": 0o700, "openwa.db": 0o600, "openwa.db-wal": 0o600, "openwa.db-shm": 0o600}


async def test_what_was_written_is_there_after_a_restart(sqlite_database: str) -> None:
    config = StorageConfig.model_validate({"url": sqlite_database})
    first = TortoiseStorage(config, FakeContext())
    await first.start()
    session = await add_session(first)
    event = an_event(session.id)
    await first.messages.record(session.id, epoch=session.epoch, message=an_incoming(), events=[event])
    await first.stop()
    second = TortoiseStorage(config, FakeContext())
    await second.start()
    assert await second.sessions.get(session.id) == session
    assert list(await second.messages.history(session.id, [CHAT], limit=9, before=None)) == [an_incoming()]
    before = await second.events.bounds()
    await second.events.append([an_event(session.id)])
    assert await second.events.bounds() == (before[0], before[1] + 1)
    await second.stop()


async def test_file_held_by_another_process_is_waited_for_and_then_refused(
    storage: TortoiseStorage, path: Path
) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(ServiceUnavailableError, match="Another process"):
        await storage.sessions.add(a_session(), [])
    assert await storage.sessions.get(a_session().id) is None
    assert (await storage.health()).status is HealthStatus.DEGRADED
    waiting = asyncio.create_task(storage.sessions.add(a_session(), []))
    await asyncio.sleep(0)
    holder.close()
    await waiting
    assert (await storage.health()).status is HealthStatus.OK


async def test_full_disk_refuses_writes_as_a_whole_serves_reads_and_recovers(
    storage: TortoiseStorage,
) -> None:
    session = await add_session(storage)
    writer = storage._database._writer  # type: ignore[attr-defined] # no other way to a full disk
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages}")
    big = an_incoming(body="x" * 100_000)
    with pytest.raises(ServiceUnavailableError, match="full"):
        await storage.messages.record(
            session.id, epoch=session.epoch, message=big, events=[an_event(session.id)]
        )
    assert await storage.sessions.get(session.id) == session
    assert await storage.messages.get(session.id, big.id) is None
    assert await events_of(storage) == []
    health = await storage.health()
    assert (health.status, health.details["reachable"]) == (HealthStatus.DEGRADED, True)
    writer.execute("PRAGMA max_page_count = 1073741823")
    assert await storage.messages.record(session.id, epoch=session.epoch, message=big, events=[])
    assert (await storage.health()).status is HealthStatus.OK


async def test_refused_statement_quotes_no_values(storage: TortoiseStorage) -> None:
    await storage.sessions.add(a_session(), [])
    double = a_session(name="other", id=a_session().id, detail="SECRET TEXT")
    with pytest.raises(StatementRefusedError) as refused:
        await storage.sessions.add(double, [])
    assert "SECRET" not in str(refused.value)
    assert refused.value.__suppress_context__


async def test_directory_instead_of_a_file_is_refused_at_start(tmp_path: Path) -> None:
    storage = TortoiseStorage(StorageConfig.model_validate({"url": f"sqlite://{tmp_path}"}), FakeContext())
    with pytest.raises((ServiceUnavailableError, OSError)):
        await storage.start()
    assert (await storage.health()).status is HealthStatus.FAILED
    await storage.stop()


UNSETTLED = "SELECT * FROM messages WHERE session_id = 'a' AND state IN ('accepted', 'sending') ORDER BY id"
HISTORY = (
    "SELECT * FROM messages WHERE session_id = 'a' AND chat_id = 'b' AND state IN ('sent', 'received') "
    "AND (wa_timestamp, id) < (1, 1) ORDER BY wa_timestamp DESC, id DESC LIMIT 50"
)
EVENTS = "SELECT * FROM events WHERE seq > 5 AND session_id IN ('a') ORDER BY seq LIMIT 9"


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (UNSETTLED, "idx_messages_session_43fb3f"),
        (HISTORY, "idx_messages_session_78e833"),
        (EVENTS, "idx_events_session_1fae54"),
    ],
    ids=["unsettled", "history", "events"],
)
def test_reads_use_their_index_and_sort_nothing(path: Path, sql: str, index: str) -> None:
    connection = sqlite3.connect(path)
    plan = " ".join(str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}"))
    connection.close()
    assert index in plan
    assert "TEMP B-TREE" not in plan


async def test_close_lets_the_transaction_under_way_finish(path: Path) -> None:
    database = SqliteDatabase(path, readers=1, busy_timeout_ms=100)
    await database.open()
    begun, go_on = threading.Event(), threading.Event()

    def steps() -> Steps[str]:
        yield from fetch("INSERT INTO plugin_state (area, key, value) VALUES ('a', 'k', 'v')")
        begun.set()
        go_on.wait(10)
        return "written"

    writing = asyncio.create_task(database.transact(steps))
    await asyncio.to_thread(begun.wait, 10)
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    go_on.set()
    assert await writing == "written"
    await closing


@pytest.mark.parametrize("members", [{"body": "SECRET \ud83d"}, {"wa_timestamp": 2**63}])
async def test_value_that_cannot_be_bound_is_refused_alone_and_not_quoted(
    storage: TortoiseStorage, members: dict[str, Any]
) -> None:
    session = await add_session(storage)
    messages = [an_incoming(1), an_incoming(2, **members), an_incoming(3)]
    first, faulty, last = await asyncio.gather(
        *(storage.messages.record(session.id, epoch=1, message=message, events=[]) for message in messages),
        return_exceptions=True,
    )
    assert (first, last) == (True, True)
    assert isinstance(faulty, StatementRefusedError)
    assert "SECRET" not in repr(faulty)


async def test_path_that_cannot_be_a_file_is_said_at_start(tmp_path: Path) -> None:
    storage = TortoiseStorage(StorageConfig.model_validate({"url": f"sqlite://{tmp_path}"}), FakeContext())
    with pytest.raises(ServiceUnavailableError, match="cannot be opened"):
        await storage.start()
    await storage.stop()
