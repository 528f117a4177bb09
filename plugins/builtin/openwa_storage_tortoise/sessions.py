"""The sessions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Final

from openwa_hookspecs.errors import SessionExistsError
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sessions import SessionChanges, SessionRecord, SessionStatus, StatusReason
from openwa_hookspecs.models.webhooks import Webhook
from openwa_storage_tortoise.claims import claim_steps
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.rows import as_moment, as_optional_moment, placeholders, plain
from openwa_storage_tortoise.statements import Row, Steps, fetch
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.webhooks import add_webhook
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["Sessions"]

_NAMES: Final = tuple(field.name for field in fields(SessionRecord) if field.name != "proxy")
"""The proxy in the clear is for engines alone; the column of that name has it encrypted."""
_COLUMNS: Final = ", ".join("proxy" if name == "sealed_proxy" else name for name in _NAMES)
_ADD: Final = (
    f"INSERT INTO sessions ({_COLUMNS}) VALUES ({placeholders(1, len(_NAMES))}) "
    "ON CONFLICT (name) DO NOTHING RETURNING id"
)
_CLAIM: Final = (
    "UPDATE sessions SET owner = $2, epoch = epoch + 1, lease_until = $4 "
    "WHERE id = $1 AND (owner IS NULL OR owner = $2 OR lease_until IS NULL OR lease_until <= $3) "
    f"RETURNING {_COLUMNS}"
)


class Sessions:
    """`SessionRepository` over both databases."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def add(
        self,
        record: SessionRecord,
        events: Sequence[Event],
        claim: IdempotencyClaim | None = None,
        *,
        webhook: Webhook | None = None,
    ) -> None:
        parameters = [_parameter(record, name) for name in _NAMES]

        def steps() -> Steps[bool]:
            if not (yield from fetch(_ADD, *parameters)):
                return False
            if webhook is not None:
                yield from add_webhook(webhook)
            if claim is not None:
                yield from claim_steps(claim)
            return True

        if not await self._writer.write(Change(steps=steps, events=events)):
            raise SessionExistsError(record.name)

    async def get(self, session_id: SessionId) -> SessionRecord | None:
        return _first(await self._database.read(f"SELECT {_COLUMNS} FROM sessions WHERE id = $1", session_id))

    async def page(
        self, *, status: SessionStatus | None, only: frozenset[SessionId] | None, number: int, limit: int
    ) -> Page[SessionRecord]:
        where, parameters = _filter(status, only)
        counted = await self._database.read(f"SELECT COUNT(*) FROM sessions WHERE {where}", *parameters)
        sql = (
            f"SELECT {_COLUMNS} FROM sessions WHERE {where} "
            f"ORDER BY created_at, id LIMIT {limit:d} OFFSET {(number - 1) * limit:d}"
        )
        rows = await self._database.read(sql, *parameters)
        return Page(items=[_record(row) for row in rows], number=number, limit=limit, total=counted[0][0])

    async def claim(
        self, session_id: SessionId, *, owner: str, now: datetime, lease_until: datetime
    ) -> SessionRecord | None:
        def steps() -> Steps[SessionRecord | None]:
            return _first((yield from fetch(_CLAIM, session_id, owner, now, lease_until)))

        return await self._writer.write(Change(steps=steps))

    async def renew(self, *, owner: str, lease_until: datetime) -> int:
        def steps() -> Steps[int]:
            sql = "UPDATE sessions SET lease_until = $2 WHERE owner = $1 RETURNING id"
            return len((yield from fetch(sql, owner, lease_until)))

        return await self._writer.write(Change(steps=steps))

    async def update(
        self, session_id: SessionId, *, epoch: int, changes: SessionChanges, events: Sequence[Event]
    ) -> SessionRecord | None:
        given = changes.given() or {"epoch": epoch}
        assignments = ", ".join(f"{name} = ${place}" for place, name in enumerate(given, 3))
        sql = f"UPDATE sessions SET {assignments} WHERE id = $1 AND epoch = $2 RETURNING {_COLUMNS}"
        values = [plain(value) for value in given.values()]

        def steps() -> Steps[SessionRecord | None]:
            return _first((yield from fetch(sql, session_id, epoch, *values)))

        return await self._writer.write(Change(steps=steps, events=events))

    async def remove(self, session_id: SessionId, *, epoch: int, events: Sequence[Event]) -> bool:
        def steps() -> Steps[bool]:
            sql = "DELETE FROM sessions WHERE id = $1 AND epoch = $2 RETURNING id"
            if not (yield from fetch(sql, session_id, epoch)):
                return False
            for table in ("messages", "reactions", "notices"):
                yield from fetch(f"DELETE FROM {table} WHERE session_id = $1", session_id)
            return True

        return await self._writer.write(Change(steps=steps, events=events))


def _filter(status: SessionStatus | None, only: frozenset[SessionId] | None) -> tuple[str, list[str]]:
    conditions, parameters = ["1 = 1"], list[str]()
    if status is not None:
        conditions.append("status = $1")
        parameters.append(status.value)
    if only is not None:
        listed = placeholders(len(parameters) + 1, len(only)) or "NULL"
        conditions.append(f"id IN ({listed})")
        parameters.extend(only)
    return " AND ".join(conditions), parameters


def _first(rows: Sequence[Row]) -> SessionRecord | None:
    return _record(rows[0]) if rows else None


def _parameter(record: SessionRecord, name: str) -> object:
    if name == "config":
        return json.dumps(record.config, ensure_ascii=False) if record.config else None
    return plain(getattr(record, name))


def _record(row: Row) -> SessionRecord:
    values = dict(zip(_NAMES, row, strict=True))
    reason = values["reason"]
    values |= {
        "status": SessionStatus(values["status"]),
        "reason": StatusReason(reason) if reason else None,
        "wanted": bool(values["wanted"]),
        "config": json.loads(values["config"]) if values["config"] else {},
        "created_at": as_moment(values["created_at"]),
        "connected_at": as_optional_moment(values["connected_at"]),
        "lease_until": as_optional_moment(values["lease_until"]),
    }
    return SessionRecord(**values)
