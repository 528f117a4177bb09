"""Between rows of `webhooks` and webhooks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.webhooks import (
    DisabledReason,
    SealedSecret,
    Webhook,
    WebhookChanges,
    WebhookFilter,
)
from openwa_storage_tortoise.rows import as_moment, as_optional_moment, as_texts, plain, texts
from openwa_storage_tortoise.statements import Row

__all__ = ["WEBHOOK_COLUMNS", "as_webhook", "change_values", "webhook_values"]

_NAMES: Final = (
    "id",
    "session_id",
    "url",
    "types",
    "chats",
    "is_group",
    "from_me",
    "secrets",
    "header_names",
    "headers",
    "active",
    "failing_since",
    "last_success_at",
    "disabled_at",
    "disabled_reason",
    "created_at",
)
WEBHOOK_COLUMNS: Final = ", ".join(_NAMES)


def webhook_values(webhook: Webhook) -> Sequence[object]:
    """The parameters of a whole row, in the order of `WEBHOOK_COLUMNS`."""
    values = {
        "id": webhook.id,
        "session_id": webhook.session_id,
        "url": webhook.url,
        **_filter_values(webhook.wanted),
        "secrets": _secrets_text(webhook.secrets),
        "header_names": texts(webhook.header_names),
        "headers": webhook.sealed_headers,
        "active": webhook.active,
        "failing_since": webhook.failing_since,
        "last_success_at": webhook.last_success_at,
        "disabled_at": webhook.disabled_at,
        "disabled_reason": plain(webhook.disabled_reason),
        "created_at": webhook.created_at,
    }
    return [values[name] for name in _NAMES]


def change_values(changes: WebhookChanges, at: datetime) -> Mapping[str, object]:
    """The columns that a change writes."""
    values: dict[str, object] = {}
    for name, value in changes.given().items():
        match value:
            case WebhookFilter():
                values |= _filter_values(value)
            case bool():
                values |= _switched(value, at)
            case tuple() if name == "secrets":
                values["secrets"] = _secrets_text(value)
            case tuple():
                values["header_names"] = texts(value)
            case _:
                values["headers" if name == "sealed_headers" else name] = value
    return values


def _switched(active: bool, at: datetime) -> Mapping[str, object]:
    if active:
        return {"active": True, "disabled_at": None, "disabled_reason": None, "failing_since": None}
    return {"active": False, "disabled_at": at, "disabled_reason": DisabledReason.BY_CALLER.value}


def _filter_values(wanted: WebhookFilter) -> Mapping[str, object]:
    return {
        "types": texts(sorted(wanted.types)),
        "chats": texts(sorted(wanted.chats)),
        "is_group": wanted.is_group,
        "from_me": wanted.from_me,
    }


def _secrets_text(secrets: Sequence[SealedSecret]) -> str | None:
    listed = [
        {"sealed": secret.sealed, "until": secret.until.isoformat() if secret.until else None}
        for secret in secrets
    ]
    return json.dumps(listed) if listed else None


def as_webhook(row: Row) -> Webhook:
    """The webhook in a row of `WEBHOOK_COLUMNS`."""
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    reason = values["disabled_reason"]
    return Webhook(
        id=values["id"],
        session_id=values["session_id"],
        url=values["url"],
        created_at=as_moment(values["created_at"]),
        wanted=_as_filter(values),
        secrets=_as_secrets(values["secrets"]),
        header_names=as_texts(values["header_names"]),
        sealed_headers=values["headers"],
        active=bool(values["active"]),
        disabled_reason=DisabledReason(reason) if reason else None,
        disabled_at=as_optional_moment(values["disabled_at"]),
        failing_since=as_optional_moment(values["failing_since"]),
        last_success_at=as_optional_moment(values["last_success_at"]),
    )


def _as_filter(values: Mapping[str, Any]) -> WebhookFilter:
    return WebhookFilter(
        types=frozenset(map(EventType, as_texts(values["types"]))),
        chats=frozenset(map(ChatId, as_texts(values["chats"]))),
        is_group=_as_flag(values["is_group"]),
        from_me=_as_flag(values["from_me"]),
    )


def _as_flag(value: object) -> bool | None:
    return None if value is None else bool(value)


def _as_secrets(text: str | None) -> tuple[SealedSecret, ...]:
    listed = json.loads(text) if text else []
    return tuple(SealedSecret(sealed=one["sealed"], until=as_optional_moment(one["until"])) for one in listed)
