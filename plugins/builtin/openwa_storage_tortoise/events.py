"""The event log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import EventId
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.event_rows import EVENT_COLUMNS, as_event
from openwa_storage_tortoise.moments import place_before
from openwa_storage_tortoise.pruning import prune_steps
from openwa_storage_tortoise.rows import as_moment, placeholders
from openwa_storage_tortoise.statements import Steps
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["Events"]

_COLUMNS: Final = ", ".join(EVENT_COLUMNS)


class Events:
    """`EventRepository` over both databases."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def append(self, events: Sequence[Event]) -> None:
        await self._writer.write(Change(steps=_nothing, events=events))

    async def read(self, *, after: int, wanted: EventFilter, limit: int) -> Sequence[Event]:
        conditions, parameters = ["seq > $1"], list[object]([after])
        for column, values in (("session_id", wanted.sessions), ("type", wanted.types)):
            if values:
                conditions.append(_is_in(column, values, parameters))
        sql = f"SELECT {_COLUMNS} FROM events WHERE {' AND '.join(conditions)} ORDER BY seq LIMIT {limit:d}"
        return [as_event(row) for row in await self._database.read(sql, *parameters)]

    async def bounds(self) -> tuple[int, int]:
        rows = await self._database.read(
            "SELECT (SELECT MIN(seq) FROM events), (SELECT seq FROM log_head WHERE log = 'events')"
        )
        first, last = rows[0]
        return (first or 0, last or 0)

    async def prune(self, *, older_than: datetime, keep: int, upto: int) -> int:
        def steps() -> Steps[int]:
            return (yield from prune_steps(older_than=older_than, keep=keep, upto=upto))

        return await self._writer.write(Change(steps=steps))

    async def find(self, event_id: EventId) -> Event | None:
        rows = await self._database.read(f"SELECT {_COLUMNS} FROM events WHERE id = $1", event_id)
        return as_event(rows[0]) if rows else None

    async def before(self, moment: datetime) -> int:
        return await place_before(self._database, moment)

    async def oldest_after(self, seq: int) -> datetime | None:
        sql = "SELECT time FROM events WHERE seq > $1 ORDER BY seq LIMIT 1"
        rows = await self._database.read(sql, seq)
        return as_moment(rows[0][0]) if rows else None


def _nothing() -> Steps[bool]:
    yield from ()
    return True


def _is_in(column: str, values: Collection[str], parameters: list[object]) -> str:
    listed = placeholders(len(parameters) + 1, len(values))
    parameters.extend(str(value) for value in values)
    return f"{column} IN ({listed})"
