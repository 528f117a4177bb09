"""Webhooks: `WebhookRepository` over both databases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from openwa_hookspecs.errors import (
    GatewayError,
    SessionNotFoundError,
    WebhookExistsError,
    WebhookLimitReachedError,
)
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import SessionId, WebhookId
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.webhooks import DisabledReason, Webhook, WebhookChanges
from openwa_storage_tortoise.claims import claim_steps
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.rows import placeholders
from openwa_storage_tortoise.statements import Row, Steps, fetch
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.webhook_rows import WEBHOOK_COLUMNS, as_webhook, change_values, webhook_values
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["Webhooks", "add_webhook"]

_SELECT: Final = f"SELECT {WEBHOOK_COLUMNS} FROM webhooks"
_COUNT: Final = "SELECT COUNT(*) FROM webhooks WHERE session_id = $1"
_WITH_URL: Final = "SELECT id FROM webhooks WHERE session_id = $1 AND url = $2"
_CANCEL: Final = (
    "UPDATE deliveries SET state = 'cancelled' WHERE webhook_id = $1 AND state IN ('fresh', 'pending')"
)
_DISABLE: Final = (
    "UPDATE webhooks SET active = $2, disabled_reason = $3, disabled_at = $4 "
    "WHERE id = $1 AND active RETURNING id"
)


class Webhooks:
    """Rows of `webhooks`."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def add(self, webhook: Webhook, *, limit: int, claim: IdempotencyClaim | None = None) -> None:
        def steps() -> Steps[GatewayError | None]:
            refusal = yield from _refusal(webhook, limit)
            if refusal is None:
                yield from add_webhook(webhook)
                if claim is not None:
                    yield from claim_steps(claim)
            return refusal

        _raise(await self._writer.write(Change(steps=steps)))

    async def get(self, session_id: SessionId, webhook_id: WebhookId) -> Webhook | None:
        sql = f"{_SELECT} WHERE id = $1 AND session_id = $2"
        return _first(await self._database.read(sql, webhook_id, session_id))

    async def page(self, session_id: SessionId, *, number: int, limit: int) -> Page[Webhook]:
        counted = await self._database.read(_COUNT, session_id)
        sql = (
            f"{_SELECT} WHERE session_id = $1 "
            f"ORDER BY created_at, id LIMIT {limit:d} OFFSET {(number - 1) * limit:d}"
        )
        rows = await self._database.read(sql, session_id)
        return Page(items=[as_webhook(row) for row in rows], number=number, limit=limit, total=counted[0][0])

    async def active(self, sessions: Collection[SessionId]) -> Sequence[Webhook]:
        return await self._among("active AND session_id", sessions)

    async def by_ids(self, ids: Collection[WebhookId]) -> Sequence[Webhook]:
        return await self._among("id", ids)

    async def update(
        self, session_id: SessionId, webhook_id: WebhookId, *, changes: WebhookChanges, at: datetime
    ) -> Webhook | None:
        def steps() -> Steps[Webhook | GatewayError | None]:
            known = _first((yield from fetch(f"{_SELECT} WHERE id = $1 AND session_id = $2", *where)))
            if known is None:
                return None
            values = dict(change_values(changes, at))
            if changes.active is known.active:
                for name in ("active", "disabled_at", "disabled_reason", "failing_since"):
                    values.pop(name, None)
            refusal = yield from _taken(known, values.get("url", known.url))
            return refusal or (yield from _write(known, values))

        where = (webhook_id, session_id)
        outcome = await self._writer.write(Change(steps=steps))
        if isinstance(outcome, GatewayError):
            raise outcome
        return outcome

    async def disable(
        self, webhook_id: WebhookId, *, reason: DisabledReason, at: datetime, events: Sequence[Event]
    ) -> bool:
        def steps() -> Steps[bool]:
            if not (yield from fetch(_DISABLE, webhook_id, False, reason.value, at)):
                return False
            yield from fetch(_CANCEL, webhook_id)
            return True

        return await self._writer.write(Change(steps=steps, events=events))

    async def remove(self, session_id: SessionId, webhook_id: WebhookId) -> bool:
        def steps() -> Steps[bool]:
            sql = "DELETE FROM webhooks WHERE id = $1 AND session_id = $2 RETURNING id"
            return bool((yield from fetch(sql, webhook_id, session_id)))

        return await self._writer.write(Change(steps=steps))

    async def _among(self, column: str, values: Collection[str]) -> Sequence[Webhook]:
        if not values:
            return []
        sql = f"{_SELECT} WHERE {column} IN ({placeholders(1, len(values))}) ORDER BY created_at, id"
        return [as_webhook(row) for row in await self._database.read(sql, *values)]


def add_webhook(webhook: Webhook) -> Steps[None]:
    """Write a webhook within a transaction."""
    values = webhook_values(webhook)
    sql = f"INSERT INTO webhooks ({WEBHOOK_COLUMNS}) VALUES ({placeholders(1, len(values))})"
    yield from fetch(sql, *values)


def _refusal(webhook: Webhook, limit: int) -> Steps[GatewayError | None]:
    if not (yield from fetch("SELECT 1 FROM sessions WHERE id = $1", webhook.session_id)):
        return SessionNotFoundError(webhook.session_id)
    if known := (yield from fetch(_WITH_URL, webhook.session_id, webhook.url)):
        return WebhookExistsError(known[0][0])
    counted = yield from fetch(_COUNT, webhook.session_id)
    return WebhookLimitReachedError(limit) if counted[0][0] >= limit else None


def _taken(webhook: Webhook, url: object) -> Steps[GatewayError | None]:
    known = yield from fetch(_WITH_URL, webhook.session_id, url)
    return WebhookExistsError(known[0][0]) if known and known[0][0] != webhook.id else None


def _write(known: Webhook, values: dict[str, object]) -> Steps[Webhook]:
    if values.get("active") is False:
        yield from fetch(_CANCEL, known.id)
    if values:
        assignments = ", ".join(f"{name} = ${place}" for place, name in enumerate(values, 2))
        yield from fetch(f"UPDATE webhooks SET {assignments} WHERE id = $1", known.id, *values.values())
    return as_webhook((yield from fetch(f"{_SELECT} WHERE id = $1", known.id))[0])


def _first(rows: Sequence[Row]) -> Webhook | None:
    return as_webhook(rows[0]) if rows else None


def _raise(refusal: GatewayError | None) -> None:
    if refusal is not None:
        raise refusal
