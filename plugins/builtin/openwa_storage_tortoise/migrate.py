"""The migrations that a database lacks, run by Tortoise, all in one transaction. Imported only when there are
some: Tortoise costs half a second and 25 MB."""

from __future__ import annotations

from typing import Any, Final

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
_LOCKS: Final = {
    "postgres": ("SET LOCAL lock_timeout = '60s'", "SELECT pg_advisory_xact_lock(6936921)"),
    "sqlite": ("DELETE FROM tortoise_migrations WHERE FALSE",),
}
"""What keeps other processes out until commit; on SQLite a write that changes nothing."""


class _ReadyRecorder(MigrationRecorder):
    """Leaves the table of migrations alone: creating it would commit our transaction on SQLite."""

    async def ensure_schema(self, schema_editor: BaseSchemaEditor) -> None: ...


async def migrate(connection: dict[str, Any]) -> None:
    """Bring the schema up to date. Of several processes one does it, and the others wait for it."""
    async with TortoiseContext() as context:
        await context.init(config={"connections": {"default": connection}, "apps": APPS})
        async with in_transaction("default") as transaction:
            for statement in _LOCKS[transaction.capabilities.dialect]:
                await transaction.execute_query(statement)
            executor = MigrationExecutor(transaction, APPS)
            executor.recorder = executor.loader.recorder = _ReadyRecorder(transaction)
            await executor.migrate(direction="forward")
