"""Whether the schema is the one that this code knows, and what to do when it is not."""

from __future__ import annotations

import pkgutil
from datetime import datetime

from openwa_storage_tortoise import migrations
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.new_database import create_schema

__all__ = ["SchemaTooNewError", "bring_up_to_date", "known_migrations"]


class SchemaTooNewError(RuntimeError):
    """The database was written by a newer version of the gateway."""

    def __init__(self, unknown: frozenset[str]) -> None:
        names = ", ".join(sorted(unknown))
        super().__init__(
            f"the database has migrations that this version does not know ({names}): "
            "run the newer version, or restore a backup made before the upgrade"
        )


def known_migrations() -> frozenset[str]:
    """The names of the migrations in this package, without importing any."""
    return frozenset(module.name for module in pkgutil.iter_modules(migrations.__path__))


async def bring_up_to_date(database: Database, now: datetime) -> None:
    """Apply what is due; several processes may do so at once. Raises `SchemaTooNewError`."""
    known = known_migrations()
    if not await _applied(database, known):
        await database.transact(lambda: create_schema(database.kind, known, now))
    if await _applied(database, known) == known:
        return
    from openwa_storage_tortoise.migrate import migrate  # noqa: PLC0415 - imports Tortoise

    await migrate(database.for_tortoise())
    await _applied(database, known)


async def _applied(database: Database, known: frozenset[str]) -> frozenset[str]:
    if not await database.has_table("tortoise_migrations"):
        return frozenset()
    rows = await database.read("SELECT name FROM tortoise_migrations WHERE app = $1", "openwa")
    applied = frozenset(name for (name,) in rows)
    if unknown := applied - known:
        raise SchemaTooNewError(unknown)
    return applied
