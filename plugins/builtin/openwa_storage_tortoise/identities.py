"""The two ids of one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.statements import Statement, Steps, each, epochs
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["Identities"]

_LEARN: Final = Statement(
    table="identities",
    identity=("session_id", "lid"),
    columns=(("session_id", "text"), ("lid", "text"), ("chat_id", "text"), ("seen_at", "timestamptz")),
    sql=(
        "INSERT INTO identities (session_id, lid, chat_id, seen_at) "
        "SELECT u.session_id, u.lid, u.chat_id, u.seen_at FROM {rows} WHERE TRUE "
        "ON CONFLICT (session_id, lid) DO UPDATE SET chat_id = excluded.chat_id, seen_at = excluded.seen_at"
    ),
)


class Identities:
    """`IdentityRepository` over both databases."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def learn(
        self, session_id: SessionId, pairs: Sequence[tuple[ChatId, ChatId]], *, epoch: int, at: datetime
    ) -> bool:
        latest = dict(pairs)

        def steps() -> Steps[bool]:
            if (yield from epochs({session_id})).get(session_id) != epoch:
                return False
            yield from each(_LEARN, [(session_id, lid, chat_id, at) for lid, chat_id in latest.items()])
            return True

        return await self._writer.write(Change(steps=steps))

    async def all(self, session_id: SessionId) -> Sequence[tuple[ChatId, ChatId]]:
        sql = "SELECT lid, chat_id FROM identities WHERE session_id = $1 ORDER BY seen_at, id"
        rows = await self._database.read(sql, session_id)
        return [(ChatId(lid), ChatId(chat_id)) for lid, chat_id in rows]
