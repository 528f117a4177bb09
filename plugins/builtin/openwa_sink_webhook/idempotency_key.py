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
    EventType.GROUP_JOIN: "grp",
    EventType.GROUP_LEAVE: "grpleave",
    EventType.SESSION_STATUS: "sess",
    EventType.SESSION_QR: "qr",
    EventType.SESSION_AUTHENTICATED: "auth",
    EventType.SESSION_DISCONNECTED: "disc",
}


def idempotency_key(event: Event, data: Mapping[str, Any]) -> str:
    """`<kind>_<what it is about>_<milliseconds>`; the event's own id where the specification has no format
    for its kind, or a plugin took away what the format names."""
    prefix = _PREFIXES.get(event.type)
    subject = _subject(event, data)
    if prefix is None or None in subject:
        return event.id
    return "_".join([prefix, *map(str, subject), str(int(event.time.timestamp() * 1000))])


def _subject(event: Event, data: Mapping[str, Any]) -> list[object]:
    match event.type:
        case EventType.MESSAGE_ACK:
            return [data.get("messageId"), data.get("ack")]
        case EventType.MESSAGE_REACTION:
            return [data.get("messageId"), data.get("from")]
        case EventType.GROUP_JOIN | EventType.GROUP_LEAVE:
            return [data.get("groupId"), data.get("participantId")]
        case EventType.SESSION_STATUS:
            return [event.session_id, data.get("status")]
        case EventType.SESSION_QR | EventType.SESSION_AUTHENTICATED | EventType.SESSION_DISCONNECTED:
            return [event.session_id]
        case _:
            return [data.get("messageId")]
