"""What is sent: the body, written and signed once, and its headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openwa_hookspecs.canonical_json import js_text
from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.payloads import timestamp
from openwa_sink_webhook.contents import members_of
from openwa_sink_webhook.idempotency_key import idempotency_key
from openwa_sink_webhook.signing import openwa_signature, standard_signatures

__all__ = ["MAX_BODY_BYTES", "Letter", "Request", "letter_of", "written"]

MAX_BODY_BYTES: Final = 90_000
"""Common receivers refuse 100 kB and more with 413 (Express: `limit: '100kb'`)."""

_ROOM_FOR_THE_REST: Final = 2_000
"""More than the members beside `data` ever take."""

_IDS: Final = (
    "id",
    "messageId",
    "chatId",
    "from",
    "to",
    "author",
    "type",
    "fromMe",
    "isGroup",
    "hasMedia",
    "waTimestamp",
    "timestamp",
)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is the same in every attempt to deliver one event."""

    id: str
    event: str
    timestamp: str
    session_id: str
    idempotency_key: str
    data: str
    """JSON text that is pasted in."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """One attempt, ready to be sent."""

    headers: Mapping[str, str]
    body: bytes


def letter_of(event: Event) -> Letter:
    """The event as receivers get it: contents that are too large are cut to ids."""
    data = members_of(event)
    text = event.data
    if len(text.encode()) > MAX_BODY_BYTES - _ROOM_FOR_THE_REST:
        text = js_text(_cut(event, data))
    return Letter(
        id=event.id,
        event=event.type.value,
        timestamp=timestamp(event.time),
        session_id=event.session_id,
        idempotency_key=idempotency_key(event, data),
        data=text,
    )


def written(
    letter: Letter,
    *,
    delivery_id: str,
    retry: int,
    at: int,
    secrets: Sequence[str],
    headers: Mapping[str, str],
) -> Request:
    """The request of an attempt. `secrets` are those that are live, the current one first; `at` is in epoch
    seconds."""
    members = {
        "event": letter.event,
        "timestamp": letter.timestamp,
        "sessionId": letter.session_id,
        "deliveryId": delivery_id,
        "idempotencyKey": letter.idempotency_key,
    }
    unsigned = js_text(members)[:-1] + ',"data":' + letter.data
    own = {
        "Content-Type": "application/json",
        "X-OpenWA-Event": letter.event,
        "X-OpenWA-Delivery-Id": delivery_id,
        "X-OpenWA-Idempotency-Key": letter.idempotency_key,
        "X-OpenWA-Retry-Count": str(retry),
        "webhook-id": letter.id,
        "webhook-timestamp": str(at),
    }
    if not secrets:
        return Request(headers={**headers, **own}, body=f"{unsigned}}}".encode())
    signature = openwa_signature(secrets[0], f"{unsigned}}}".encode())
    body = f'{unsigned},"signature":"{signature}"}}'.encode()
    own["X-OpenWA-Signature"] = openwa_signature(secrets[0], body)
    own["webhook-signature"] = standard_signatures(secrets, message_id=letter.id, timestamp=at, body=body)
    return Request(headers={**headers, **own}, body=body)


def _cut(event: Event, data: Mapping[str, Any]) -> JsonValue:
    kept: dict[str, JsonValue] = {name: data[name] for name in _IDS if name in data}
    path = f"/api/sessions/{event.session_id}"
    message_id = data.get("messageId")
    where = f"/messages/{message_id}" if message_id else f"/events?since={event.seq - 1}&limit=1"
    return {**kept, "truncated": True, "url": path + where}
