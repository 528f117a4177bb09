"""The plugins' private areas."""

from __future__ import annotations

from typing import Final

from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.statements import Steps, fetch
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["PluginStates"]

_SET: Final = (
    "INSERT INTO plugin_state (area, key, value) VALUES ($1, $2, $3) "
    "ON CONFLICT (area, key) DO UPDATE SET value = excluded.value"
)


class PluginStates:
    """`StateRepository` over both databases."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def get(self, area: str, key: str) -> str | None:
        sql = "SELECT value FROM plugin_state WHERE area = $1 AND key = $2"
        rows = await self._database.read(sql, area, key)
        return rows[0][0] if rows else None

    async def set(self, area: str, key: str, value: str) -> None:
        await self._run(_SET, area, key, value)

    async def delete(self, area: str, key: str) -> None:
        await self._run("DELETE FROM plugin_state WHERE area = $1 AND key = $2", area, key)

    async def _run(self, sql: str, *parameters: object) -> None:
        def steps() -> Steps[None]:
            yield from fetch(sql, *parameters)

        await self._writer.write(Change(steps=steps))
