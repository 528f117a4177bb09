"""The key that is the same whenever an event is sent (specification 6.4, Idempotency Key Format)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openwa_hookspecs.models.events import Event, EventType

__all__ = ["idempotency_key"]

_PREFIXES: Final = {
    EventType.MESSAGE_RECEIVED: "msg",
    EventType.MESSAGE_SENT: "msg",
    EventType.MESSAGE_ACK: "ack",
    EventType.MESSAGE_FAILED: "fail",
    EventType.MESSAGE_REVOKED: "revoke",
    EventType.MESSAGE_EDITED: "edit",
    EventType.MESSAGE_REACTION: "react",
    EventType.SESSION_STATUS: "sess",
    EventType.SESSION_QR: "qr",
    EventType.SESSION_AUTHENTICATED: "auth",
    EventType.SESSION_DISCONNECTED: "disc",
}


def idempotency_key(event: Event, data: Mapping[str, Any]) -> str:
    """`<kind>_<what it is about>_<milliseconds>`; of kinds that the specification has no format for, the
    event's own id."""
    prefix = _PREFIXES.get(event.type)
    if prefix is None:
        return event.id
    parts = [prefix, *_subject(event, data), str(int(event.time.timestamp() * 1000))]
    return "_".join(parts)


def _subject(event: Event, data: Mapping[str, Any]) -> list[str]:
    match event.type:
        case EventType.MESSAGE_ACK:
            return [data["messageId"], str(data["ack"])]
        case EventType.MESSAGE_REACTION:
            return [data["messageId"], data["from"]]
        case EventType.SESSION_STATUS:
            return [event.session_id, data["status"]]
        case EventType.SESSION_QR | EventType.SESSION_AUTHENTICATED | EventType.SESSION_DISCONNECTED:
            return [event.session_id]
        case _:
            return [data["messageId"]]
