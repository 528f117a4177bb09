"""What an endpoint answers, by status: its success and every error that it can answer with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, get_origin

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.paging import Page
from openwa_transport_http.call import Bare
from openwa_transport_http.download import Download
from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.location import CREATED
from openwa_transport_http.openapi.schemas import Schema, Schemas, shown_type
from openwa_transport_http.response import WITHOUT_BODY
from openwa_transport_http.statuses import MEANINGS, STATUSES

__all__ = ["COMPONENTS", "EXAMPLES", "HEADERS", "Responses"]

_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_UNAUTHORIZED: Final = 401
_HAS_RANGE: Final = frozenset({206, 416})
_HAS_RETRY: Final = frozenset({429, 503})


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


COMPONENTS: Final[dict[str, Schema]] = {
    "Meta": _object(timestamp=_MOMENT, requestId={"type": "string"}, version={"type": "string"}),
    "Pagination": _object(
        page={"type": "integer", "minimum": 1},
        limit={"type": "integer", "minimum": 1},
        total=_COUNT,
        totalPages=_COUNT,
    ),
    "ErrorEnvelope": _object(
        success={"const": False},
        error=_object(
            code={"type": "string", "enum": [code.value for code in ErrorCode]},
            message={"type": "string", "description": "for a reader; it may change"},
            details={"type": "object", "description": "facts, by the code"},
        ),
        meta=_object(timestamp=_MOMENT, requestId={"type": "string"}),
    ),
}

EXAMPLES: Final[dict[str, Schema]] = {
    code.value: {
        "value": {
            "success": False,
            "error": {"code": code.value, "message": meaning.sentence, "details": {}},
            "meta": {"timestamp": "2026-01-01T00:00:00.000Z", "requestId": "req_1706868000000"},
        }
    }
    for code, meaning in MEANINGS.items()
}

HEADERS: Final[dict[str, Schema]] = {
    "RequestId": {"description": "the id of the request", "schema": {"type": "string"}},
    "RateLimitLimit": {"description": "requests of this kind a minute", "schema": _COUNT},
    "RateLimitRemaining": {"description": "requests left in this minute", "schema": _COUNT},
    "RateLimitReset": {"description": "when the minute ends, epoch seconds", "schema": _COUNT},
    "ContentRange": {"description": "which part of the file it is", "schema": {"type": "string"}},
    "ETag": {"description": "of the file's content", "schema": {"type": "string"}},
    "Location": {"description": "the path of what was created", "schema": {"type": "string"}},
    "WwwAuthenticate": {"description": "how to show a key", "schema": {"type": "string"}},
    "RetryAfter": {"description": "seconds to wait", "schema": {"type": "integer", "minimum": 1}},
    "Replayed": {"description": "the answer is that of an earlier request", "schema": {"const": "true"}},
}


class Responses:
    """The answers of all endpoints; equal errors are one component."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._names: dict[tuple[int, tuple[ErrorCode, ...], bool], str] = {}
        self.components: dict[str, Schema] = {}

    def of(self, endpoint: Endpoint) -> Schema:
        """By status, as text."""
        found = {str(status): _success(endpoint, status, self._schemas) for status in endpoint.statuses}
        if endpoint.answer is Download:
            found["416"] = _failure(endpoint, 416, (ErrorCode.VALIDATION_ERROR,))
        by_status: dict[int, list[ErrorCode]] = defaultdict(list)
        for code in endpoint.errors:
            by_status[STATUSES[code]].append(code)
        for status, codes in sorted(by_status.items()):
            refused = self._error(endpoint, status, tuple(codes))
            success = found.get(str(status))
            found[str(status)] = refused if success is None else _either(success, endpoint, status, codes)
        return found

    def _error(self, endpoint: Endpoint, status: int, codes: tuple[ErrorCode, ...]) -> Schema:
        key = (status, codes, endpoint.rate is not None)
        if key not in self._names:
            phrase = "".join(word.capitalize() for word in HTTPStatus(status).phrase.split())
            number = sum(known == status for known, _, _ in self._names) + 1
            name = self._names[key] = f"{phrase}{number if number > 1 else ''}"
            self.components[name] = _failure(endpoint, status, codes)
        return {"$ref": f"#/components/responses/{self._names[key]}"}


def _success(endpoint: Endpoint, status: int, schemas: Schemas) -> Schema:
    told = {"description": HTTPStatus(status).phrase, "headers": _headers(endpoint, status)}
    if status in WITHOUT_BODY:
        return told
    media_type = "*/*" if endpoint.answer is Download else endpoint.media_type
    return {**told, "content": {media_type: {"schema": _answer(endpoint, schemas)}}}


def _answer(endpoint: Endpoint, schemas: Schemas) -> Schema:
    shown = shown_type(endpoint)
    if shown is None:
        return {"type": "string", "contentMediaType": endpoint.media_type}
    data = schemas.of(shown)
    kind = get_origin(endpoint.answer)
    if kind is Bare:
        return data
    envelope = {"success": {"const": True}, "data": data, "meta": _component("Meta")}
    if kind is Page:
        envelope["data"] = {"type": "array", "items": data}
        envelope["pagination"] = _component("Pagination")
    return _object(**envelope)


def _failure(endpoint: Endpoint, status: int, codes: tuple[ErrorCode, ...]) -> Schema:
    told = [f"`{code.value}`: {MEANINGS[code].when}" for code in codes]
    only = {"properties": {"error": {"properties": {"code": {"enum": [code.value for code in codes]}}}}}
    return {
        "description": "\n\n".join(told),
        "headers": _headers(endpoint, status),
        "content": {
            "application/json": {
                "schema": {"allOf": [_component("ErrorEnvelope"), only]},
                "examples": {code.value: {"$ref": f"#/components/examples/{code.value}"} for code in codes},
            }
        },
    }


def _either(success: Schema, endpoint: Endpoint, status: int, codes: Sequence[ErrorCode]) -> Schema:
    """A status that says what the endpoint was asked for, or that it could not be asked."""
    refused = _failure(endpoint, status, tuple(codes))
    shown = [each["content"]["application/json"]["schema"] for each in (success, refused)]
    return {
        "description": f"{success['description']}\n\n{refused['description']}",
        "headers": success["headers"] | refused["headers"],
        "content": {"application/json": {"schema": {"anyOf": shown}}},
    }


def _headers(endpoint: Endpoint, status: int) -> Schema:
    found = {"X-Request-ID": "RequestId"}
    if endpoint.rate is not None:
        found |= {
            "X-RateLimit-Limit": "RateLimitLimit",
            "X-RateLimit-Remaining": "RateLimitRemaining",
            "X-RateLimit-Reset": "RateLimitReset",
        }
    if status == _UNAUTHORIZED:
        found["WWW-Authenticate"] = "WwwAuthenticate"
    if status in _HAS_RETRY and status not in endpoint.statuses:
        found["Retry-After"] = "RetryAfter"
    if endpoint.answer is Download and status in endpoint.statuses:
        found["ETag"] = "ETag"
    if status in _HAS_RANGE:
        found["Content-Range"] = "ContentRange"
    if status == CREATED:
        found["Location"] = "Location"
    if endpoint.method == "POST" and status in endpoint.statuses:
        found["Idempotency-Replayed"] = "Replayed"
    return {name: {"$ref": f"#/components/headers/{header}"} for name, header in found.items()}


def _component(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
