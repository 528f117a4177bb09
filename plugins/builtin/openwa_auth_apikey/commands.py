"""`openwa keys …`: keys without a running gateway, or beside one, which hears of them within 5 s."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from openwa_auth_apikey.config import ApiKeyConfig
from openwa_auth_apikey.issue import issue_key
from openwa_hookspecs.context import StoreContext
from openwa_hookspecs.errors import ApiKeyNotFoundError, FieldError, ValidationFailedError
from openwa_hookspecs.models.ids import ApiKeyId, SessionId
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, Role

__all__ = ["RoleName", "create_key", "list_keys", "revoke_key"]

_MAX_DAYS: Final = 36_500
_LONGEST_NAME: Final = 100
_SESSION_ID: Final = re.compile(r"sess_[A-Za-z0-9_-]{1,64}", re.ASCII)
_HEADER: Final = ("ID", "KEY", "ROLE", "STATE", "LAST USED", "NAME")


class RoleName(StrEnum):
    """What a key may do."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"


async def create_key(
    config: ApiKeyConfig,
    context: StoreContext,
    *,
    name: str,
    role: RoleName = RoleName.OPERATOR,
    session: list[str] | None = None,
    network: list[str] | None = None,
    expires_in_days: int = 0,
) -> str:
    """Make an API key and show it this once.

    `session` and `network` restrict it, each may be given several times; 0 days means that it never expires.
    """
    _check(name, session or (), expires_in_days)
    now = context.clock.now()
    spec = ApiKeySpec(
        name=name,
        role=Role.from_label(role.value),
        sessions=frozenset(SessionId(text) for text in session) if session else None,
        networks=tuple(network or ()),
        expires_at=now + timedelta(days=expires_in_days) if expires_in_days else None,
    )
    created = issue_key(spec, context.clock)
    await context.storage.keys.add(created.record)
    return f"{created.record.id}\n{created.secret}\nKeep it: it is shown this once."


async def list_keys(config: ApiKeyConfig, context: StoreContext) -> str:
    """Show all API keys, without their secrets."""
    now = context.clock.now()
    rows = [_row(record, now) for record in await context.storage.keys.list()]
    return _table([_HEADER, *rows]) if rows else "There are no keys yet."


async def revoke_key(config: ApiKeyConfig, context: StoreContext, key_id: str, /) -> str:
    """End an API key for good; a running gateway refuses it within 5 s."""
    if not await context.storage.keys.revoke(ApiKeyId(key_id), at=context.clock.now()):
        raise ApiKeyNotFoundError(key_id)
    return f"{key_id} is revoked."


def _check(name: str, sessions: Sequence[str], expires_in_days: int) -> None:
    faults = [
        FieldError(path="session", message="expected ids such as sess_abc123")
        for text in sessions
        if _SESSION_ID.fullmatch(text) is None
    ]
    if not (name.isprintable() and 1 <= len(name) <= _LONGEST_NAME):
        faults.append(FieldError(path="name", message=f"expected 1 to {_LONGEST_NAME} printable characters"))
    if not 0 <= expires_in_days <= _MAX_DAYS:
        faults.append(FieldError(path="expires_in_days", message=f"expected 0 to {_MAX_DAYS}"))
    if faults:
        raise ValidationFailedError(*faults)


def _row(record: ApiKeyRecord, now: datetime) -> tuple[str, ...]:
    last = f"{record.last_used_at:%Y-%m-%d %H:%M}" if record.last_used_at else "never"
    return (
        record.id,
        f"{record.prefix}…",
        record.spec.role.label,
        _state(record, now),
        last,
        record.spec.name,
    )


def _state(record: ApiKeyRecord, now: datetime) -> str:
    if record.revoked_at is not None:
        return "revoked"
    if record.spec.expires_at is not None and record.spec.expires_at <= now:
        return "expired"
    return "active"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    return "\n".join(lines)
