"""The API keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from openwa_hookspecs.models.ids import ApiKeyId, SessionId
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, Role
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.rows import as_moment, as_optional_moment, as_texts, placeholders, texts
from openwa_storage_tortoise.statements import Row, Steps, fetch
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["Keys"]

_COLUMNS: Final = (
    "id, name, role, sessions, networks, prefix, digest, created_at, expires_at, last_used_at, revoked_at"
)
_ADD: Final = f"INSERT INTO api_keys ({_COLUMNS}) VALUES ({placeholders(1, 11)}) RETURNING id"


class Keys:
    """`KeyRepository` over both databases."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def add(self, record: ApiKeyRecord) -> None:
        await self._run(_ADD, *_parameters(record))

    async def list(self) -> Sequence[ApiKeyRecord]:
        rows = await self._database.read(f"SELECT {_COLUMNS} FROM api_keys ORDER BY created_at, id")
        return [_record(row) for row in rows]

    async def by_digest(self, digest: str) -> ApiKeyRecord | None:
        rows = await self._database.read(f"SELECT {_COLUMNS} FROM api_keys WHERE digest = $1", digest)
        return _record(rows[0]) if rows else None

    async def revoke(self, key_id: ApiKeyId, *, at: datetime) -> bool:
        sql = "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $2) WHERE id = $1 RETURNING id"
        return await self._run(sql, key_id, at)

    async def touch(self, key_id: ApiKeyId, *, at: datetime) -> None:
        await self._run("UPDATE api_keys SET last_used_at = $2 WHERE id = $1 RETURNING id", key_id, at)

    async def _run(self, sql: str, *parameters: object) -> bool:
        def steps() -> Steps[bool]:
            return bool((yield from fetch(sql, *parameters)))

        return await self._writer.write(Change(steps=steps))


def _parameters(record: ApiKeyRecord) -> tuple[object, ...]:
    spec = record.spec
    return (
        record.id,
        spec.name,
        spec.role.label,
        None if spec.sessions is None else texts(sorted(spec.sessions)) or "[]",
        texts(spec.networks),
        record.prefix,
        record.digest,
        record.created_at,
        spec.expires_at,
        record.last_used_at,
        record.revoked_at,
    )


def _record(row: Row) -> ApiKeyRecord:
    key_id, name, role, sessions, networks, prefix, digest, created, expires, last_used, revoked = row
    spec = ApiKeySpec(
        name=name,
        role=Role.from_label(role),
        sessions=None if sessions is None else frozenset(map(SessionId, as_texts(sessions))),
        networks=as_texts(networks),
        expires_at=as_optional_moment(expires),
    )
    return ApiKeyRecord(
        id=key_id,
        spec=spec,
        prefix=prefix,
        digest=digest,
        created_at=as_moment(created),
        last_used_at=as_optional_moment(last_used),
        revoked_at=as_optional_moment(revoked),
    )
