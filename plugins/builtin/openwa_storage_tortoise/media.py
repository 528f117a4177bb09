"""The files of messages: `MediaRepository` over both databases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from openwa_hookspecs.models.ids import MessageId, SessionId
from openwa_hookspecs.models.media import MediaRow
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.media_rows import MEDIA_COLUMNS, SAVE, as_media, media_values, target_of
from openwa_storage_tortoise.rows import placeholders
from openwa_storage_tortoise.statements import Steps, fetch
from openwa_storage_tortoise.units import Change, GuardedWrite
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["MediaFiles"]

_AT_ONCE: Final = 500
"""Names in one statement: SQLite takes 32,766 parameters, some builds of it 999."""
_SELECT: Final = f"SELECT {MEDIA_COLUMNS} FROM media"
_NEEDED: Final = (
    "SELECT media.name FROM messages JOIN media "
    "ON media.session_id = messages.session_id AND media.target = messages.key "
    "WHERE messages.state IN ('accepted', 'sending') AND media.name IS NOT NULL"
)


class MediaFiles:
    """Rows of `media`."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def get(self, session_id: SessionId, message_id: MessageId) -> MediaRow | None:
        sql = f"{_SELECT} WHERE session_id = $1 AND target = $2"
        rows = await self._database.read(sql, session_id, target_of(message_id))
        return as_media(rows[0]) if rows else None

    async def due(self, sessions: Collection[SessionId], *, now: datetime, limit: int) -> Sequence[MediaRow]:
        if not sessions:
            return []
        listed = placeholders(2, len(sessions))
        sql = (
            f"{_SELECT} WHERE due_at <= $1 AND state = 'remote' AND session_id IN ({listed}) "
            f"ORDER BY due_at, id LIMIT {limit:d}"
        )
        return [as_media(row) for row in await self._database.read(sql, now, *sessions)]

    async def save(self, row: MediaRow, *, epoch: int) -> bool:
        return await self._writer.write(
            GuardedWrite(
                statement=SAVE,
                row=media_values(row),
                session_id=row.session_id,
                epoch=epoch,
                target=f"media {target_of(row.message_id)}",
            )
        )

    async def forget(self, names: Collection[str]) -> None:
        def steps() -> Steps[bool]:
            for listed in _in_portions(names):
                yield from fetch(
                    "UPDATE media SET state = 'remote', name = NULL, digest = NULL, due_at = NULL "
                    f"WHERE name IN ({placeholders(1, len(listed))})",
                    *listed,
                )
            return True

        await self._writer.write(Change(steps=steps))

    async def known(self, names: Collection[str]) -> frozenset[str]:
        found: set[str] = set()
        for listed in _in_portions(names):
            sql = f"SELECT name FROM media WHERE name IN ({placeholders(1, len(listed))})"
            found.update(name for (name,) in await self._database.read(sql, *listed))
        return frozenset(found)

    async def needed(self) -> frozenset[str]:
        return frozenset(name for (name,) in await self._database.read(_NEEDED))


def _in_portions(names: Collection[str]) -> Sequence[Sequence[str]]:
    ordered = list(names)
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
