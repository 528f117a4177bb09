"""A storage on each database, empty for each test; the schema is made once, for it takes half a second."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import asyncpg
import pytest

from openwa_core.testing.fakes.context import FakeContext
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage

EMPTY = """
DO $$ BEGIN EXECUTE (
    SELECT string_agg('DELETE FROM ' || quote_ident(tablename), '; ')
    FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'tortoise_migrations'
); END $$
"""


def storage_at(url: str) -> TortoiseStorage:
    return TortoiseStorage(StorageConfig.model_validate({"url": url}), FakeContext())


async def make_schema(url: str) -> None:
    storage = storage_at(url)
    await storage.start()
    await storage.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the schema and no rows."""
    path = tmp_path_factory.mktemp("template") / "openwa.db"
    asyncio.run(make_schema(f"sqlite://{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The test session's database, with the schema."""
    asyncio.run(make_schema(postgres_url))
    return postgres_url


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a file with the schema and no rows."""
    return f"sqlite://{shutil.copy(sqlite_template, tmp_path)}"


@pytest.fixture
async def postgres_database(postgres_template: str) -> str:
    """The URL of a database with the schema and no rows."""
    connection = await asyncpg.connect(postgres_template)
    try:
        await connection.execute(EMPTY)
    finally:
        await connection.close()
    return postgres_template


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Where an empty database is, of each kind in turn."""
    return cast(str, request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[TortoiseStorage]:
    """A started storage, stopped afterwards."""
    storage = storage_at(database_url)
    await storage.start()
    yield storage
    await storage.stop()
