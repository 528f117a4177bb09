"""The requests with an Idempotency-Key."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from openwa_hookspecs.models.idempotency import IdempotencyClaim, KeyedAnswer, KeyedRequest
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.rows import as_moment
from openwa_storage_tortoise.statements import Row, Steps, fetch
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["Claims", "claim_steps"]

_COLUMNS: Final = "caller, route, key, body_digest, target, status, response, created_at, expires_at"
_PUT: Final = (
    f"INSERT INTO idempotent_requests ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
    "ON CONFLICT (caller, route, key) DO UPDATE SET body_digest = excluded.body_digest, "
    "target = excluded.target, status = excluded.status, response = excluded.response, "
    "created_at = excluded.created_at, expires_at = excluded.expires_at RETURNING key"
)
_IS_IT: Final = "caller = $1 AND route = $2 AND key = $3"


class Claims:
    """`IdempotencyRepository` over both databases."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def get(self, caller: str, request: KeyedRequest) -> IdempotencyClaim | None:
        sql = f"SELECT {_COLUMNS} FROM idempotent_requests WHERE {_IS_IT}"
        rows = await self._database.read(sql, caller, request.route, request.key)
        return _claim(rows[0]) if rows else None

    async def put(self, claim: IdempotencyClaim) -> None:
        await self._writer.write(Change(steps=lambda: claim_steps(claim)))

    async def remove(self, caller: str, request: KeyedRequest) -> None:
        await self._count(f"{_IS_IT}", caller, request.route, request.key)

    async def prune(self, *, now: datetime) -> int:
        return await self._count("expires_at <= $1", now)

    async def _count(self, which: str, *parameters: object) -> int:
        def steps() -> Steps[int]:
            sql = f"DELETE FROM idempotent_requests WHERE {which} RETURNING id"
            return len((yield from fetch(sql, *parameters)))

        return await self._writer.write(Change(steps=steps))


def claim_steps(claim: IdempotencyClaim) -> Steps[None]:
    """Write a claim within a transaction."""
    request, answer = claim.request, claim.answer
    yield from fetch(
        _PUT,
        claim.caller,
        request.route,
        request.key,
        request.digest,
        claim.target,
        answer.status if answer else None,
        answer.body.decode() if answer else None,
        claim.created_at,
        claim.expires_at,
    )


def _claim(row: Row) -> IdempotencyClaim:
    caller, route, key, digest, target, status, response, created_at, expires_at = row
    answer = None
    if status is not None:
        answer = KeyedAnswer(status=status, body=response.encode(), is_final=True, is_replay=True)
    return IdempotencyClaim(
        caller=caller,
        request=KeyedRequest(route=route, key=key, digest=digest),
        target=target,
        answer=answer,
        created_at=as_moment(created_at),
        expires_at=as_moment(expires_at),
    )
