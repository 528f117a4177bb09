"""The schema of a new database, all migrations at once.

Tortoise takes 0.6 s and 25 MB for them, most of it to build its models anew after each operation. So the SQL
that it would run is kept beside the migrations. A database that has some of them is left to Tortoise."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Final

from openwa_storage_tortoise.statements import Steps, fetch

__all__ = ["SNAPSHOTS", "create_schema"]

SNAPSHOTS: Final = Path(__file__).parent / "migrations" / "snapshot"
_LOCKS: Final = {"postgres": "SELECT pg_advisory_xact_lock(6936921)"}
"""SQLite's writers exclude each other anyway."""
_RECORD: Final = "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('openwa', $1, $2)"


def create_schema(kind: str, migrations: Collection[str], now: datetime) -> Steps[None]:
    """Make everything, unless another process was faster."""
    table, *others = _statements(kind)
    if lock := _LOCKS.get(kind):
        yield from fetch(lock)
    yield from fetch(table)
    if (yield from fetch("SELECT 1 FROM tortoise_migrations LIMIT 1")):
        return
    for statement in others:
        yield from fetch(statement)
    for name in sorted(migrations):
        yield from fetch(_RECORD, name, now)


def _statements(kind: str) -> list[str]:
    """Each ends with a semicolon at the end of a line, and has none there otherwise."""
    _, _, sql = (SNAPSHOTS / f"{kind}.sql").read_text().partition("\n")
    return [statement for statement in sql.split(";\n") if statement.strip()]
