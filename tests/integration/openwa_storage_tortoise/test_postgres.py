"""What only a server can show: lost connections, other processes' locks."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from openwa_core.testing.contracts.storage.samples import (
    LEASE,
    NOW,
    a_session,
    add_session,
    an_event,
    an_incoming,
    events_of,
)
from openwa_core.testing.fakes.context import FakeContext
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.events import EventFilter
from openwa_hookspecs.service import HealthStatus
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.database import StatementRefusedError
from openwa_storage_tortoise.storage import TortoiseStorage

KILL_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = 'openwa' AND datname = current_database()"
)


@pytest.fixture
async def storage(postgres_database: str) -> AsyncIterator[TortoiseStorage]:
    storage = storage_at(postgres_database)
    await storage.start()
    yield storage
    await storage.stop()


@pytest.fixture
async def server(postgres_database: str) -> AsyncIterator[asyncpg.Connection]:
    """Another client of the same database."""
    connection = await asyncpg.connect(postgres_database)
    yield connection
    await connection.close()


def storage_at(url: str, **config: object) -> TortoiseStorage:
    return TortoiseStorage(StorageConfig.model_validate({"url": url, **config}), FakeContext())


async def somebody_waits(server: asyncpg.Connection, kind: str) -> None:
    """Returns when another client of this database waits for a lock of that kind."""
    waiting = "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND locktype = $1 "
    async with asyncio.timeout(10):
        while not await server.fetch(f"{waiting} AND datname = current_database()", kind):
            await asyncio.sleep(0.01)


async def test_lost_connections_are_told_and_made_anew(
    storage: TortoiseStorage, server: asyncpg.Connection
) -> None:
    session = await add_session(storage)
    async with server.transaction():
        await server.execute("SELECT 1 FROM sessions FOR UPDATE")
        writing = asyncio.create_task(
            storage.messages.record(session.id, epoch=1, message=an_incoming(), events=[])
        )
        await somebody_waits(server, "transactionid")
        await server.execute(KILL_OTHERS)
        with pytest.raises(ServiceUnavailableError):
            await writing
    assert await storage.messages.record(session.id, epoch=1, message=an_incoming(), events=[])
    assert await storage.messages.get(session.id, an_incoming().id) == an_incoming()
    assert (await storage.health()).status is HealthStatus.OK


async def test_read_on_a_connection_that_was_cut_is_asked_on_another(
    storage: TortoiseStorage, server: asyncpg.Connection
) -> None:
    session = await add_session(storage)
    for _ in range(20):
        await storage.messages.get(session.id, an_incoming().id)
        await server.execute(KILL_OTHERS)
        assert await storage.messages.get(session.id, an_incoming().id) is None


async def test_commit_that_is_cut_off_is_called_unknown_and_not_repeated(
    storage: TortoiseStorage, server: asyncpg.Connection
) -> None:
    """A deferred trigger holds the COMMIT up until the connection is gone."""
    session = await add_session(storage)
    await server.execute(
        """
        CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON messages
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold();
        SELECT pg_advisory_lock(1);
        """
    )
    try:
        event = an_event(session.id)
        writing = asyncio.create_task(
            storage.messages.record(session.id, epoch=1, message=an_incoming(), events=[event])
        )
        await somebody_waits(server, "advisory")
        await server.execute(KILL_OTHERS)
        with pytest.raises(ServiceUnavailableError) as cut_off:
            await writing
        assert cut_off.value.details == {"outcome": "unknown"}
    finally:
        await server.execute(
            "DROP TRIGGER hold ON messages; DROP FUNCTION hold; SELECT pg_advisory_unlock(1)"
        )
    assert await storage.messages.get(session.id, an_incoming().id) is None
    assert await events_of(storage) == []


async def test_write_waits_for_a_claim_under_way_and_then_is_stale(
    storage: TortoiseStorage, server: asyncpg.Connection
) -> None:
    session = await add_session(storage)
    async with server.transaction():
        await server.execute("UPDATE sessions SET epoch = 2, owner = 'node-b'")
        writing = asyncio.create_task(
            storage.messages.record(session.id, epoch=1, message=an_incoming(), events=[an_event(session.id)])
        )
        done, _ = await asyncio.wait([writing], timeout=0.3)
        assert not done
    assert await writing is False
    assert await events_of(storage) == []


async def test_two_processes_write_one_log_without_a_gap_in_sight(
    storage: TortoiseStorage, postgres_database: str
) -> None:
    """A reader that goes on from the last place it saw misses nothing, whoever commits."""
    other = storage_at(postgres_database)
    await other.start()
    sessions = [await add_session(storage, "a"), await add_session(other, "b")]
    seen: list[str] = []
    place = 0

    async def read_on() -> None:
        nonlocal place
        for event in await storage.events.read(after=place, wanted=EventFilter(), limit=1000):
            seen.append(event.id)
            place = event.seq

    async def receive(one: TortoiseStorage, number: int, index: int) -> None:
        session = sessions[index]
        await one.messages.record(
            session.id, epoch=1, message=an_incoming(number), events=[an_event(session.id)]
        )

    writing = asyncio.gather(
        *(receive(one, number, index) for number in range(100) for index, one in enumerate((storage, other)))
    )
    while not writing.done():
        await read_on()
    await writing
    await read_on()
    assert len(seen) == 200
    assert seen == await events_of(storage)
    await other.stop()


async def test_live_lease_keeps_another_process_out(storage: TortoiseStorage, postgres_database: str) -> None:
    other = storage_at(postgres_database)
    await other.start()
    await storage.sessions.add(a_session(), [])
    claims = [
        one.sessions.claim(a_session().id, owner=owner, now=NOW, lease_until=NOW + LEASE)
        for one, owner in ((storage, "node-a"), (other, "node-b")) * 4
    ]
    owners = {claimed.owner for claimed in await asyncio.gather(*claims) if claimed is not None}
    assert len(owners) == 1
    await other.stop()


async def test_read_only_server_refuses_writes_and_serves_reads(
    storage: TortoiseStorage, server: asyncpg.Connection
) -> None:
    await storage.sessions.add(a_session(), [])
    writer = storage._database._writer  # type: ignore[attr-defined] # no other way to a standby
    await writer.execute("SET default_transaction_read_only = on")
    with pytest.raises(ServiceUnavailableError, match="25006"):
        await storage.sessions.add(a_session("other"), [])
    assert await storage.sessions.get(a_session().id) == a_session()
    assert (await storage.health()).status is HealthStatus.DEGRADED


async def test_refused_statement_quotes_no_values(storage: TortoiseStorage) -> None:
    await storage.sessions.add(a_session(), [])
    with pytest.raises(StatementRefusedError) as refused:
        await storage.sessions.add(a_session(name="other", detail="SECRET TEXT", id=a_session().id), [])
    assert "SECRET" not in str(refused.value)


async def test_server_that_is_not_there_is_said_at_start_without_the_password() -> None:
    storage = storage_at("postgres://openwa:hush-hush@127.0.0.1:1/openwa", statement_timeout_s=5)
    with pytest.raises(ServiceUnavailableError, match="cannot be reached") as refused:
        await storage.start()
    assert "hush" not in str(refused.value)
    assert (await storage.health()).status is HealthStatus.FAILED
    await storage.stop()


async def test_server_that_turns_new_connections_away_is_not_besieged(
    storage: TortoiseStorage, server: asyncpg.Connection, postgres_database: str
) -> None:
    session = await add_session(storage)
    database = await server.fetchval("SELECT current_database()")
    elsewhere = await asyncpg.connect(postgres_database, database="postgres")
    await elsewhere.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
    try:
        await server.execute(KILL_OTHERS)
        for _ in range(3):
            with pytest.raises(ServiceUnavailableError):
                await storage.messages.record(session.id, epoch=1, message=an_incoming(), events=[])
        with pytest.raises(ServiceUnavailableError, match="cannot be reached"):
            await storage.messages.record(session.id, epoch=1, message=an_incoming(), events=[])
        with pytest.raises(ServiceUnavailableError):
            await storage.messages.get(session.id, an_incoming().id)
    finally:
        await elsewhere.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS true')
        await elsewhere.close()


async def test_read_asks_the_server_once(postgres_database: str) -> None:
    """The pool does not reset what no read changes: that would be a second round trip."""
    storage = storage_at(postgres_database, pool_size=1)
    await storage.start()
    read = storage._database.read
    await read("SELECT set_config('application_name', 'as it was left', false)")
    assert (await read("SELECT current_setting('application_name')"))[0][0] == "as it was left"
    await storage.stop()
