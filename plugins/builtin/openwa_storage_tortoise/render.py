"""Writes what all migrations come to, as SQL for a new database.

A tool for developers. After a change of the models, and with the name of what changed:

    tortoise -c openwa_storage_tortoise.render.ORM makemigrations -n NAME
    python -m openwa_storage_tortoise.render
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, Final

from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.recorder import MigrationRecorder

from openwa_storage_tortoise.migrate import APPS
from openwa_storage_tortoise.new_database import SNAPSHOTS
from openwa_storage_tortoise.schema import known_migrations

__all__ = ["ORM", "render"]

_CLIENTS: Final[dict[str, dict[str, Any]]] = {
    "sqlite": {"engine": "tortoise.backends.sqlite", "credentials": {"file_path": "unused"}},
    "postgres": {"engine": "openwa_storage_tortoise.tortoise_client", "credentials": {"dsn": "unused"}},
}
ORM: Final[dict[str, Any]] = {"connections": {"default": _CLIENTS["sqlite"]}, "apps": APPS}
"""What the command line of Tortoise wants to know."""
_HEADER: Final = "-- All migrations in one, for a new database: python -m openwa_storage_tortoise.render"


class _NoRecorder(MigrationRecorder):
    """Knows of no database."""

    async def applied_migrations(self) -> list[MigrationKey]:
        return []


async def render(kind: str) -> str:
    """The statements for that kind of database: first the table of migrations, then all others."""
    async with TortoiseContext() as context:
        config = {"connections": {"default": _CLIENTS[kind]}, "apps": APPS}
        await context.init(config=config, init_connections=False)
        executor = MigrationExecutor(context.connections.get("default"), APPS)
        executor.recorder = executor.loader.recorder = _NoRecorder(None)
        table = executor._schema_editor()._get_model_sql_data(executor.recorder.model).table_sql
        statements = [table.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)]
        for name in sorted(known_migrations()):
            statements += _finished(await executor.collect_sql("openwa", name))
    return "\n".join([_HEADER, *statements, ""])


def _finished(statements: list[str]) -> Iterator[str]:
    """Without remarks; Tortoise leaves some without their semicolon."""
    return (f"{text.rstrip(';')};" for text in statements if not text.startswith("--"))


if __name__ == "__main__":
    for _kind in _CLIENTS:
        (SNAPSHOTS / f"{_kind}.sql").write_text(asyncio.run(render(_kind)))
