"""What the gateway says on a socket (specification 6.7), each in one frame."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import orjson

from openwa_hookspecs.errors import ErrorCode, GatewayError, JsonValue
from openwa_hookspecs.frames import text_frame
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.payloads import timestamp

__all__ = ["INTERNAL_ERROR", "answer_frame", "error_frame", "event_frame"]

_TEXT_OF_WEBHOOKS: Final = '"type":"chat"'


INTERNAL_ERROR: Final = GatewayError(ErrorCode.INTERNAL_ERROR, "Internal server error")
"""All that a client learns of a fault of ours; the log has the rest."""


def event_frame(event: Event) -> bytes:
    """An event, for all who want it. Its data is pasted in as it stands in the log."""
    text = (
        f'{{"type":"event","payload":{{"event":"{event.type.value}","sessionId":{_quoted(event.session_id)},'
        f'"data":{_data(event.data)},"id":{_quoted(event.id)},"seq":{event.seq}}},'
        f'"timestamp":"{timestamp(event.time)}"}}'
    )
    return text_frame(text.encode())


def answer_frame(
    kind: str, payload: Mapping[str, JsonValue], *, request_id: str | None, now: datetime
) -> bytes:
    """The answer to a request."""
    answer: dict[str, Any] = {"type": kind, "payload": payload}
    if request_id is not None:
        answer["requestId"] = request_id
    answer["timestamp"] = timestamp(now)
    return text_frame(orjson.dumps(answer))


def error_frame(error: GatewayError, *, request_id: str | None, now: datetime) -> bytes:
    """An error; details where there are any."""
    payload: dict[str, JsonValue] = {"code": error.code.value, "message": error.message}
    if error.details:
        payload["details"] = error.details
    return answer_frame("error", payload, request_id=request_id, now=now)


def _data(data: str) -> str:
    """The type of a text is `chat` in webhooks and in the log, `text` here (decision 12)."""
    if _TEXT_OF_WEBHOOKS not in data:
        return data
    parsed = orjson.loads(data)
    if not isinstance(parsed, dict) or parsed.get("type") != "chat":
        return data
    parsed["type"] = "text"
    return orjson.dumps(parsed).decode()


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()
