"""The sinks' cursors and dead letters: `SinkRepository` over both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sinks import DeadLetter, SinkCursor
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.event_rows import EVENT_COLUMNS, as_event
from openwa_storage_tortoise.rows import as_moment
from openwa_storage_tortoise.statements import Row, Statement, Steps, each, fetch
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["Sinks"]

_SELECT: Final = "SELECT sink, seq, moved_at FROM sink_cursors WHERE sink = $1"
_LETTER: Final = "seq, event_id, session_id, chat_id, type, time, data"
_PUT_ASIDE: Final = Statement(
    table="dead_letters",
    columns=(
        ("sink", "text"),
        ("seq", "bigint"),
        ("event_id", "text"),
        ("session_id", "text"),
        ("chat_id", "text"),
        ("type", "text"),
        ("time", "timestamptz"),
        ("data", "text"),
        ("error", "text"),
        ("created_at", "timestamptz"),
    ),
    sql=(
        f"INSERT INTO dead_letters (sink, {_LETTER}, error, created_at) "
        f"SELECT sink, {_LETTER}, error, created_at FROM {{rows}} WHERE true "
        "ON CONFLICT (sink, seq) DO UPDATE SET error = excluded.error, created_at = excluded.created_at"
    ),
)


class Sinks:
    """Rows of `sink_cursors` and `dead_letters`."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def cursor(self, sink: str) -> SinkCursor | None:
        rows = await self._database.read(_SELECT, sink)
        return _cursor(rows[0]) if rows else None

    async def begin(self, sink: str, *, seq: int, at: datetime) -> SinkCursor:
        def steps() -> Steps[SinkCursor]:
            insert = (
                "INSERT INTO sink_cursors (sink, seq, moved_at) VALUES ($1, $2, $3) "
                "ON CONFLICT (sink) DO NOTHING"
            )
            yield from fetch(insert, sink, seq, at)
            return _cursor((yield from fetch(_SELECT, sink))[0])

        return await self._writer.write(Change(steps=steps))

    async def move(
        self, sink: str, *, expected: int, to: int, at: datetime, dead: Sequence[DeadLetter] = ()
    ) -> bool:
        def steps() -> Steps[bool]:
            sql = "UPDATE sink_cursors SET seq = $3, moved_at = $4 WHERE sink = $1 AND seq = $2 RETURNING seq"
            if not (yield from fetch(sql, sink, expected, to, at)):
                return False
            if dead:
                yield from each(_PUT_ASIDE, [_letter_row(letter) for letter in dead])
            return True

        return await self._writer.write(Change(steps=steps))

    async def rewind(self, sink: str, *, seq: int, at: datetime) -> bool:
        def steps() -> Steps[bool]:
            sql = "UPDATE sink_cursors SET seq = $2, moved_at = $3 WHERE sink = $1 RETURNING sink"
            return bool((yield from fetch(sql, sink, seq, at)))

        return await self._writer.write(Change(steps=steps))

    async def dead_letters(self, sink: str, *, number: int, limit: int) -> Page[DeadLetter]:
        counted = await self._database.read("SELECT COUNT(*) FROM dead_letters WHERE sink = $1", sink)
        sql = (
            f"SELECT {_LETTER}, error, created_at FROM dead_letters WHERE sink = $1 "
            f"ORDER BY seq DESC LIMIT {limit:d} OFFSET {(number - 1) * limit:d}"
        )
        rows = await self._database.read(sql, sink)
        letters = [_letter(sink, row) for row in rows]
        return Page(items=letters, number=number, limit=limit, total=counted[0][0])


def _cursor(row: Row) -> SinkCursor:
    sink, seq, moved_at = row
    return SinkCursor(sink=sink, seq=seq, moved_at=as_moment(moved_at))


def _letter_row(letter: DeadLetter) -> tuple[object, ...]:
    event = letter.event
    content = (event.id, event.session_id, event.chat_id, event.type.value, event.time, event.data)
    return (letter.sink, event.seq, *content, letter.error, letter.at)


def _letter(sink: str, row: Row) -> DeadLetter:
    width = len(EVENT_COLUMNS)
    *_, error, at = row
    return DeadLetter(sink=sink, event=as_event(row[:width]), error=error, at=as_moment(at))
