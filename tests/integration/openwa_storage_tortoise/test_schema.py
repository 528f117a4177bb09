"""The schema: made once, by one process, from migrations that say what the models say."""

import asyncio
import sqlite3
import sys
from pathlib import Path

import asyncpg
import pytest
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from openwa_core.testing.fakes.context import FakeContext
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.migrate import APPS
from openwa_storage_tortoise.new_database import SNAPSHOTS
from openwa_storage_tortoise.render import render
from openwa_storage_tortoise.schema import SchemaTooNewError, known_migrations
from openwa_storage_tortoise.storage import TortoiseStorage

START = """
import asyncio, sys
from openwa_core.testing.fakes.context import FakeContext
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage

async def main():
    storage = TortoiseStorage(StorageConfig.model_validate({"url": sys.argv[1]}), FakeContext())
    await storage.start()
    await storage.stop()
    print("tortoise" in sys.modules)

asyncio.run(main())
"""

POSTGRES_LAYOUT = """
    SELECT table_name::text, column_name::text,
           data_type::text || coalesce(character_maximum_length::text, ''),
           is_nullable::text || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    ORDER BY 1, 2, 3
"""


@pytest.fixture
async def bare_postgres(postgres_url: str) -> str:
    """A database with nothing in it. Who asks for it brings the schema back by starting a storage."""
    connection = await asyncpg.connect(postgres_url)
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    finally:
        await connection.close()
    return postgres_url


@pytest.fixture(params=["sqlite", "postgres"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/new/openwa.db"
    url: str = request.getfixturevalue("bare_postgres")
    return url


def storage_at(url: str) -> TortoiseStorage:
    return TortoiseStorage(StorageConfig.model_validate({"url": url}), FakeContext())


async def start_process(url: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", START, url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    return out.decode().strip()


async def test_models_and_migrations_agree(tmp_path: Path) -> None:
    connection = {"engine": "tortoise.backends.sqlite", "credentials": {"file_path": str(tmp_path / "x.db")}}
    async with TortoiseContext() as context:
        await context.init(config={"connections": {"default": connection}, "apps": APPS})
        assert context.apps is not None
        changes = await MigrationAutodetector(context.apps, APPS).changes()
    assert [writer.as_string() for writer in changes] == []


async def test_processes_that_start_at_once_make_one_schema(bare_url: str) -> None:
    await asyncio.gather(*(start_process(bare_url) for _ in range(4)))
    storage = storage_at(bare_url)
    await storage.start()
    assert await storage.events.bounds() == (0, 0)
    await storage.stop()


async def test_new_database_is_made_without_tortoise(bare_url: str) -> None:
    assert await start_process(bare_url) == "False"


async def test_processes_that_start_at_once_bring_an_older_schema_up_to_date(bare_url: str) -> None:
    await migrate_to(bare_url, "0001_initial")
    loaded = await asyncio.gather(*(start_process(bare_url) for _ in range(3)))
    assert "True" in loaded
    assert await start_process(bare_url) == "False"


async def test_new_database_is_what_the_migrations_would_have_made(bare_url: str, tmp_path: Path) -> None:
    storage = storage_at(bare_url)
    await storage.start()
    await storage.stop()
    made = await layout(bare_url)
    if bare_url.startswith("sqlite"):
        bare_url = f"sqlite://{tmp_path}/migrated.db"
    else:
        await execute(bare_url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await migrate_to(bare_url, sorted(known_migrations())[-1])
    assert made == await layout(bare_url)
    assert len(made) > 100 or "sqlite" in bare_url


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_snapshot_is_rendered_from_the_migrations(kind: str) -> None:
    assert (SNAPSHOTS / f"{kind}.sql").read_text() == await render(kind)


async def migrate_to(url: str, name: str) -> None:
    """As Tortoise itself does it."""
    async with TortoiseContext() as context:
        await context.init(config={"connections": {"default": connection_of(url)}, "apps": APPS})
        executor = MigrationExecutor(context.connections.get("default"), APPS)
        await executor.migrate([MigrationTarget(app_label="openwa", name=name)])


def connection_of(url: str) -> dict[str, object]:
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite://"))
        path.parent.mkdir(exist_ok=True)
        return {"engine": "tortoise.backends.sqlite", "credentials": {"file_path": str(path)}}
    return {"engine": "openwa_storage_tortoise.tortoise_client", "credentials": {"dsn": url}}


async def layout(url: str) -> list[tuple[object, ...]]:
    """All that the database says of its tables, columns and indexes."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite://"))
        found = connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
        ).fetchall()
        connection.close()
        return found
    server = await asyncpg.connect(url)
    rows = await server.fetch(POSTGRES_LAYOUT)
    await server.close()
    return [tuple(row) for row in rows]


async def test_schema_of_a_newer_version_is_refused(storage: TortoiseStorage, database_url: str) -> None:
    sql = (
        "INSERT INTO tortoise_migrations (app, name, applied_at) "
        "VALUES ('openwa', '9999_from_the_future', '2026-01-01 00:00:00+00:00')"
    )
    undo = "DELETE FROM tortoise_migrations WHERE name = '9999_from_the_future'"
    await execute(database_url, sql)
    newer = storage_at(database_url)
    try:
        with pytest.raises(SchemaTooNewError, match="9999_from_the_future"):
            await newer.start()
    finally:
        await newer.stop()
        await execute(database_url, undo)


async def execute(url: str, sql: str) -> None:
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite://"))
        connection.execute(sql)
        connection.commit()
        connection.close()
        return
    server = await asyncpg.connect(url)
    await server.execute(sql)
    await server.close()


async def test_every_table_of_the_plan_is_there(sqlite_database: str) -> None:
    connection = sqlite3.connect(sqlite_database.removeprefix("sqlite://"))
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert found - {"sqlite_sequence", "tortoise_migrations"} == {
        "api_keys",
        "batch_items",
        "batches",
        "dead_letters",
        "deliveries",
        "delivery_attempts",
        "events",
        "idempotent_requests",
        "identities",
        "log_head",
        "media",
        "messages",
        "notices",
        "plugin_state",
        "reactions",
        "sessions",
        "sink_cursors",
        "webhooks",
    }


def test_migrations_are_known_by_name() -> None:
    assert known_migrations() == {
        "0001_initial",
        "0002_webhooks_and_batches",
        "0003_idempotency_targets",
        "0004_media",
        "0005_amendments",
        "0006_sinks_and_webhooks",
        "0007_notices",
        "0008_batches_that_run",
    }
