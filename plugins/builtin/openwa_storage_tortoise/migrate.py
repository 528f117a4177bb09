"""Tortoise's migrations, all that are due in one transaction. Imported only when some are: Tortoise costs a
quarter of a second and 11 MB."""

from __future__ import annotations

from typing import Any, Final

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.transactions import in_transaction

__all__ = ["APPS", "migrate"]

APPS: Final[dict[str, Any]] = {
    "openwa": {
        "models": ["openwa_storage_tortoise.models"],
        "migrations": "openwa_storage_tortoise.migrations",
        "default_connection": "default",
    }
}
_POSTGRES_LOCK: Final = "SET LOCAL lock_timeout = '60s'", "SELECT pg_advisory_xact_lock(6936921)"
_SQLITE_LOCK: Final = ("DELETE FROM tortoise_migrations WHERE FALSE",)
"""Changes nothing, and takes the write lock before anything is read."""


class _ReadyRecorder(MigrationRecorder):
    """Leaves the table of migrations alone: creating it would commit our transaction on SQLite."""

    async def ensure_schema(self, schema_editor: BaseSchemaEditor) -> None: ...


async def migrate(connection: dict[str, Any]) -> None:
    """Bring the schema up to date. Of several processes one does it, and the others wait for it."""
    async with TortoiseContext() as context:
        await context.init(config={"connections": {"default": connection}, "apps": APPS})
        client = context.connections.get("default")
        on_postgres = client.capabilities.dialect == "postgres"
        if not on_postgres:
            await _create_record_table(client)
        async with in_transaction("default") as transaction:
            for statement in _POSTGRES_LOCK if on_postgres else _SQLITE_LOCK:
                await transaction.execute_query(statement)
            if on_postgres:
                await _create_record_table(transaction)
            executor = MigrationExecutor(transaction, APPS)
            executor.recorder = executor.loader.recorder = _ReadyRecorder(transaction)
            await executor.migrate(direction="forward")


async def _create_record_table(client: BaseDBAsyncClient) -> None:
    executor = MigrationExecutor(client, APPS)
    await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))
