"""Bulk sending: `BatchRepository` over both databases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final

from openwa_hookspecs.errors import BatchExistsError, GatewayError, SessionNotFoundError
from openwa_hookspecs.models.batches import Batch, BatchItem, BatchState, ItemEnd, ItemState
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import BatchId, MessageKey, SessionId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.paging import Page
from openwa_storage_tortoise.batch_rows import (
    BATCH_COLUMNS,
    INSERT_BATCH_COLUMNS,
    INSERT_ITEM_COLUMNS,
    ITEM_COLUMNS,
    as_batch,
    as_item,
    batch_values,
    item_values,
)
from openwa_storage_tortoise.claims import claim_steps
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.rows import placeholders, plain
from openwa_storage_tortoise.statements import Steps, epochs, fetch
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["Batches"]

_SELECT: Final = f"SELECT {BATCH_COLUMNS} FROM batches"
_IS_IT: Final = "session_id = $1 AND batch_id = $2"
_ROW: Final = f"SELECT id, state FROM batches WHERE {_IS_IT}"
_ITEMS: Final = (
    f"SELECT {ITEM_COLUMNS} FROM batch_items JOIN batches ON batches.id = batch_items.batch_id "
    "WHERE batches.session_id = $1 AND batches.batch_id = $2"
)
_UNDER_WAY: Final = "SELECT 1 FROM batch_items WHERE batch_id = $1 AND state = 'sending' LIMIT 1"
_PROCESSING: Final = BatchState.PROCESSING.value


class Batches:
    """Rows of `batches` and `batch_items`."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def add(
        self, batch: Batch, messages: Sequence[OutboundMessage], claim: IdempotencyClaim | None = None
    ) -> None:
        def steps() -> Steps[GatewayError | None]:
            if not (yield from fetch("SELECT 1 FROM sessions WHERE id = $1", batch.session_id)):
                return SessionNotFoundError(batch.session_id)
            if (yield from fetch(_ROW, batch.session_id, batch.id)):
                return BatchExistsError(batch.id)
            yield from _insert(batch, messages)
            if claim is not None:
                yield from claim_steps(claim)
            return None

        if (refusal := await self._writer.write(Change(steps=steps))) is not None:
            raise refusal

    async def get(self, session_id: SessionId, batch_id: BatchId) -> Batch | None:
        rows = await self._database.read(f"{_SELECT} WHERE {_IS_IT}", session_id, batch_id)
        return as_batch(rows[0]) if rows else None

    async def page(self, session_id: SessionId, *, number: int, limit: int) -> Page[Batch]:
        counted = await self._database.read("SELECT COUNT(*) FROM batches WHERE session_id = $1", session_id)
        sql = (
            f"{_SELECT} WHERE session_id = $1 "
            f"ORDER BY created_at DESC, id DESC LIMIT {limit:d} OFFSET {(number - 1) * limit:d}"
        )
        rows = await self._database.read(sql, session_id)
        return Page(items=[as_batch(row) for row in rows], number=number, limit=limit, total=counted[0][0])

    async def items(self, session_id: SessionId, batch_id: BatchId) -> Sequence[BatchItem]:
        rows = await self._database.read(f"{_ITEMS} ORDER BY position", session_id, batch_id)
        return [as_item(row) for row in rows]

    async def due(self, sessions: Collection[SessionId], *, now: datetime, limit: int) -> Sequence[Batch]:
        if not sessions:
            return []
        sql = (
            f"{_SELECT} WHERE due_at <= $1 "
            f"AND session_id IN ({placeholders(2, len(sessions))}) ORDER BY due_at, id LIMIT {limit:d}"
        )
        return [as_batch(row) for row in await self._database.read(sql, now, *sessions)]

    async def next_item(self, session_id: SessionId, batch_id: BatchId) -> BatchItem | None:
        sql = (
            f"{_ITEMS} AND batch_items.state IN ('pending', 'sending') "
            "ORDER BY CASE batch_items.state WHEN 'sending' THEN 0 ELSE 1 END, position LIMIT 1"
        )
        rows = await self._database.read(sql, session_id, batch_id)
        return as_item(rows[0]) if rows else None

    async def take(
        self,
        session_id: SessionId,
        batch_id: BatchId,
        position: int,
        *,
        key: MessageKey,
        epoch: int,
        at: datetime,
    ) -> bool:
        def steps(row: int, state: str) -> Steps[bool]:
            if state != _PROCESSING:
                return False
            sql = (
                "UPDATE batch_items SET state = 'sending', key = $3 "
                "WHERE batch_id = $1 AND position = $2 AND state = 'pending' RETURNING id"
            )
            if not (yield from fetch(sql, row, position, key)):
                return False
            begun = "UPDATE batches SET started_at = COALESCE(started_at, $2) WHERE id = $1"
            yield from fetch(begun, row, at)
            return True

        return await self._change(session_id, batch_id, epoch, steps)

    async def release(
        self, session_id: SessionId, batch_id: BatchId, position: int, *, epoch: int, due_at: datetime
    ) -> bool:
        def steps(row: int, state: str) -> Steps[bool]:
            back = ItemState.PENDING if state == _PROCESSING else ItemState.CANCELLED
            sql = (
                "UPDATE batch_items SET state = $3, key = NULL "
                "WHERE batch_id = $1 AND position = $2 AND state = 'sending' RETURNING id"
            )
            if not (yield from fetch(sql, row, position, back.value)):
                return False
            return (yield from _due(row, due_at)) or True

        return await self._change(session_id, batch_id, epoch, steps)

    async def settle(
        self,
        session_id: SessionId,
        batch_id: BatchId,
        position: int,
        *,
        epoch: int,
        end: ItemEnd,
        at: datetime,
        due_at: datetime,
        events: Sequence[Event],
    ) -> bool:
        def steps(row: int, state: str) -> Steps[bool]:
            sql = (
                "UPDATE batch_items SET state = $3, message_id = $4, error_code = $5, error_message = $6, "
                "settled_at = $7 WHERE batch_id = $1 AND position = $2 AND state = 'sending' RETURNING id"
            )
            values = (end.state.value, end.message_id, plain(end.error_code), end.error_message, at)
            if not (yield from fetch(sql, row, position, *values)):
                return False
            return (yield from _due(row, due_at)) or True

        return await self._change(session_id, batch_id, epoch, steps, events)

    async def postpone(
        self, session_id: SessionId, batch_id: BatchId, *, epoch: int, due_at: datetime
    ) -> bool:
        return await self._change(session_id, batch_id, epoch, lambda row, _: _due(row, due_at))

    async def finish(
        self,
        session_id: SessionId,
        batch_id: BatchId,
        *,
        epoch: int,
        state: BatchState,
        at: datetime,
        events: Sequence[Event],
    ) -> bool:
        def steps(row: int, before: str) -> Steps[bool]:
            if before != _PROCESSING or (yield from fetch(_UNDER_WAY, row)):
                return False
            yield from _end(row, state, at)
            return True

        return await self._change(session_id, batch_id, epoch, steps, events)

    async def cancel(
        self, session_id: SessionId, batch_id: BatchId, *, at: datetime, events: Sequence[Event]
    ) -> bool:
        def steps(row: int, before: str) -> Steps[bool]:
            if before != _PROCESSING:
                return False
            yield from _end(row, BatchState.CANCELLED, at)
            return True

        return await self._change(session_id, batch_id, None, steps, events)

    async def prune(self, *, before: datetime) -> int:
        def steps() -> Steps[int]:
            # What is in `sending` still comes to its end, whatever became of the batch.
            sql = (
                "DELETE FROM batches WHERE completed_at < $1 AND NOT EXISTS (SELECT 1 FROM batch_items "
                "WHERE batch_items.batch_id = batches.id AND batch_items.state = 'sending') RETURNING id"
            )
            return len((yield from fetch(sql, before)))

        return await self._writer.write(Change(steps=steps))

    async def files(self) -> frozenset[str]:
        sql = "SELECT file FROM batch_items WHERE file IS NOT NULL AND state IN ('pending', 'sending')"
        return frozenset(name for (name,) in await self._database.read(sql))

    async def _change(
        self,
        session_id: SessionId,
        batch_id: BatchId,
        epoch: int | None,
        change: Callable[[int, str], Steps[bool]],
        events: Sequence[Event] = (),
    ) -> bool:
        """What is done to one batch, under the session's epoch where that matters. The session's row is held
        until commit: two changes of one batch come one after the other."""

        def steps() -> Steps[bool]:
            known = yield from epochs([session_id])
            if session_id not in known or epoch not in (None, known[session_id]):
                return False
            rows = yield from fetch(_ROW, session_id, batch_id)
            return bool(rows) and (yield from change(rows[0][0], rows[0][1]))

        return await self._writer.write(Change(steps=steps, events=events))


def _insert(batch: Batch, messages: Sequence[OutboundMessage]) -> Steps[None]:
    values = batch_values(batch)
    sql = f"INSERT INTO batches ({INSERT_BATCH_COLUMNS}) VALUES ({placeholders(1, len(values))}) RETURNING id"
    [(row,)] = yield from fetch(sql, *values)
    for position, message in enumerate(messages):
        values = item_values(row, position, message)
        yield from fetch(
            f"INSERT INTO batch_items ({INSERT_ITEM_COLUMNS}) VALUES ({placeholders(1, len(values))})",
            *values,
        )


def _due(row: int, due_at: datetime) -> Steps[bool]:
    """Whether it is PROCESSING still; there is nothing left to do for one that is not."""
    sql = "UPDATE batches SET due_at = $2 WHERE id = $1 AND state = 'processing' RETURNING id"
    if (yield from fetch(sql, row, due_at)):
        return True
    yield from fetch("UPDATE batches SET due_at = NULL WHERE id = $1", row)
    return False


def _end(row: int, state: BatchState, at: datetime) -> Steps[None]:
    """The batch, and what is PENDING of it."""
    dropped = (
        "UPDATE batch_items SET state = 'cancelled', settled_at = $2 "
        "WHERE batch_id = $1 AND state = 'pending'"
    )
    yield from fetch(dropped, row, at)
    under_way = yield from fetch(_UNDER_WAY, row)
    yield from fetch(
        "UPDATE batches SET state = $2, completed_at = $3, due_at = $4 WHERE id = $1",
        row,
        state.value,
        at,
        at if under_way else None,
    )
