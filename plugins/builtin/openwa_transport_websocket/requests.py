"""What a client may say on a socket (specification 6.7). Anything else is refused with its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

import orjson

from openwa_hookspecs.errors import FieldError, ValidationFailedError
from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.ids import SessionId

__all__ = ["Ping", "Request", "Subscribe", "Unsubscribe", "parse", "read_request", "request_id_of"]

_REQUEST_ID: Final = re.compile(r"[ -~]{1,128}", re.ASCII)
_SESSION: Final = re.compile(r"[!-~]{1,64}", re.ASCII)
"""Nothing else is an id, and none that is longer comes back in an error."""

_KINDS: Final = frozenset(EventType)
_MOST_KINDS: Final = 100
_LONGEST_SHOWN: Final = 64
_LAST_SEQ: Final = 10**18 - 1
_MEMBERS: Final = frozenset({"type", "payload", "requestId"})
_PAYLOAD: Final[Mapping[str, frozenset[str]]] = {
    "subscribe": frozenset({"sessionId", "events", "since"}),
    "unsubscribe": frozenset({"sessionId", "events"}),
    "ping": frozenset(),
}


@dataclass(frozen=True, kw_only=True)
class Subscribe:
    """Tell these kinds of events of a session, or of all; empty means all kinds."""

    session_id: SessionId
    kinds: frozenset[EventType]
    since: str | None


@dataclass(frozen=True, kw_only=True)
class Unsubscribe:
    """Tell them no more; empty means all kinds."""

    session_id: SessionId
    kinds: frozenset[EventType]


@dataclass(frozen=True, kw_only=True)
class Ping:
    """Are you there?"""


Request: TypeAlias = Subscribe | Unsubscribe | Ping


def request_id_of(document: object) -> str | None:
    """The id under which the client wants the answer, if there is a good one."""
    given = document.get("requestId") if isinstance(document, dict) else None
    return given if isinstance(given, str) and _REQUEST_ID.fullmatch(given) else None


def read_request(document: object) -> Request:
    """The request in a JSON document. Raises `ValidationFailedError`, naming each fault."""
    if not isinstance(document, dict):
        raise ValidationFailedError(FieldError(path="", message="expected a JSON object"))
    kind, payload = document.get("type"), document.get("payload")
    faults = [*_unknown(document, _MEMBERS, "")]
    if "requestId" in document and request_id_of(document) is None:
        faults.append(_fault("requestId", "expected 1 to 128 printable ASCII characters"))
    if not isinstance(kind, str) or kind not in _PAYLOAD:
        faults.append(_fault("type", "expected subscribe, unsubscribe or ping"))
        raise ValidationFailedError(*faults)
    if payload is None and kind == "ping":
        payload = {}
    if not isinstance(payload, dict):
        raise ValidationFailedError(*faults, _fault("payload", "expected an object"))
    faults += _unknown(payload, _PAYLOAD[kind], "payload.")
    request = _request(kind, cast("dict[str, Any]", payload), faults)
    if faults:
        raise ValidationFailedError(*faults)
    return request


def _request(kind: str, payload: Mapping[str, Any], faults: list[FieldError]) -> Request:
    if kind == "ping":
        return Ping()
    session_id = _session(payload.get("sessionId"), faults)
    kinds = _kinds(payload["events"], faults) if "events" in payload else frozenset()
    if kind == "unsubscribe":
        return Unsubscribe(session_id=session_id, kinds=kinds)
    since = _since(payload["since"], faults) if payload.get("since") is not None else None
    return Subscribe(session_id=session_id, kinds=kinds, since=since)


def _session(given: object, faults: list[FieldError]) -> SessionId:
    if not isinstance(given, str) or _SESSION.fullmatch(given) is None:
        faults.append(_fault("payload.sessionId", "expected the id of a session, or *"))
        return SessionId("")
    return SessionId(given)


def _kinds(given: object, faults: list[FieldError]) -> frozenset[EventType]:
    if not isinstance(given, list) or not 1 <= len(given) <= _MOST_KINDS:
        message = f'expected a list of 1 to {_MOST_KINDS} kinds of event, or ["*"]'
        faults.append(_fault("payload.events", message))
        return frozenset()
    known = [name for name in given if isinstance(name, str) and (name == "*" or name in _KINDS)]
    if len(known) < len(given):
        faults += [
            _fault(f"payload.events[{index}]", "expected a kind of event such as message.received, or *")
            for index, name in enumerate(given)
            if not (isinstance(name, str) and (name == "*" or name in _KINDS))
        ]
    return frozenset() if "*" in known else frozenset(map(EventType, known))


def _since(given: object, faults: list[FieldError]) -> str | None:
    """As text; what it means is for the log to say."""
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= _LAST_SEQ:
        return str(given)
    if isinstance(given, str) and len(given) <= _LONGEST_SHOWN and _REQUEST_ID.fullmatch(given):
        return given
    wanted = "expected a seq, the id of an event, or a time such as 2026-02-02T10:00:00Z"
    faults.append(_fault("payload.since", wanted))
    return None


def _unknown(given: Mapping[str, object], known: frozenset[str], prefix: str) -> list[FieldError]:
    return [
        _fault(prefix + name[:_LONGEST_SHOWN], "is not known here") for name in sorted(given.keys() - known)
    ]


def _fault(path: str, message: str) -> FieldError:
    return FieldError(path=path, message=message)


def parse(text: str | None) -> object:
    """The document in a text message. Raises `ValidationFailedError`."""
    if text is None:
        raise ValidationFailedError(FieldError(path="", message="expected a text message, not a binary one"))
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValidationFailedError(FieldError(path="", message="expected JSON")) from error
