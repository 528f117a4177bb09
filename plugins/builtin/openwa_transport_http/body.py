"""Request bodies: bytes in, one JSON object out, or the error that names the fault."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Final, TypeAlias

import orjson

from openwa_hookspecs.errors import ErrorCode, FieldError, GatewayError, ValidationFailedError
from openwa_transport_http.faults import MAX_FAULTS, shown_path
from openwa_transport_http.request import Request

__all__ = ["MAX_DEPTH", "parse_object", "payload_too_large", "read_nothing", "read_object"]

MAX_DEPTH: Final = 16
"""How deep a body may nest; the deepest of the API needs six."""

_LONGEST_LENGTH: Final = 15
"""Digits of a `Content-Length` that are worth reading as a number."""

_JSON_TYPE: Final = "application/json"
_CHARSET: Final = re.compile(r"charset\s*=\s*(?!\"?utf-?8\"?$)", re.IGNORECASE)
"""One that is not UTF-8. JSON knows no parameters (RFC 8259, 11): others do not matter."""

_NOTHING: Final = frozenset({b"", b"{}", b"null"})
"""What clients send that have nothing to say."""

_Json: TypeAlias = "dict[str, _Json] | list[_Json] | str | int | float | bool | None"
_Path: TypeAlias = tuple[str | int, ...]


async def read_object(
    request: Request, *, limit: int, timeout_s: float, may_be_missing: bool = False
) -> dict[str, _Json]:
    """The JSON object in the body, an empty one for a body that may be missing. Raises `GatewayError`: 400,
    408, 413 or 415."""
    if not may_be_missing:
        _check_head(request)
    raw = await _read(request, limit, timeout_s)
    if may_be_missing and not raw:
        return {}
    return _parsed(request, raw)


async def read_nothing(request: Request, *, limit: int, timeout_s: float) -> None:
    """For a request that takes no body: what would go unheard is refused. Raises `GatewayError`: 400, 408,
    413 or 415."""
    raw = await _read(request, limit, timeout_s)
    if raw.strip() in _NOTHING:
        return
    names = list(_parsed(request, raw))[:MAX_FAULTS]
    if names:
        message = "is not a member of this request"
        raise ValidationFailedError(
            *(FieldError(path=shown_path((name,)), message=message) for name in names)
        )


def parse_object(raw: bytes) -> dict[str, _Json]:
    """One JSON object, of bounded depth, without U+0000."""
    try:
        value: _Json = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _malformed(f"the body is not valid JSON: {where}") from None
    if not isinstance(value, dict):
        raise _malformed("the body must be a JSON object")
    # Counting is quick; only a body that could be at fault is walked.
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH:
        _check_depth(value)
    if b"\\u0000" in raw:
        _check_strings(value)
    return value


def payload_too_large(limit: int) -> GatewayError:
    """The error for a body beyond `limit` bytes."""
    return GatewayError(
        ErrorCode.PAYLOAD_TOO_LARGE,
        f"The body is larger than {limit} bytes",
        details={"limit": limit},
    )


def _parsed(request: Request, raw: bytes) -> dict[str, _Json]:
    _check_head(request)
    if raw and request.header(b"content-type") is None:
        raise _unsupported()
    return parse_object(raw)


async def _read(request: Request, limit: int, timeout_s: float) -> bytes:
    length = request.headers.get(b"content-length", b"")
    if length.isdigit() and (len(length) > _LONGEST_LENGTH or int(length) > limit):
        raise payload_too_large(limit)
    try:
        async with asyncio.timeout(timeout_s):
            return await _collect(request, limit)
    except TimeoutError:
        message = f"The body did not arrive within {timeout_s:g} s"
        raise GatewayError(ErrorCode.REQUEST_TIMEOUT, message) from None


async def _collect(request: Request, limit: int) -> bytes:
    chunk, more = await request.receive_chunk()
    if not more and len(chunk) <= limit:
        return chunk
    body = bytearray(chunk)
    while more and len(body) <= limit:
        chunk, more = await request.receive_chunk()
        body += chunk
    if len(body) > limit:
        raise payload_too_large(limit)
    return bytes(body)


def _check_head(request: Request) -> None:
    content_type, encoding = request.header(b"content-type"), request.header(b"content-encoding")
    if encoding is not None and encoding.strip().lower() != "identity":
        raise _unsupported()
    if content_type is not None and content_type != _JSON_TYPE and not _is_json(content_type):
        raise _unsupported()


def _is_json(content_type: str) -> bool:
    media_type, *parameters = content_type.split(";")
    if media_type.strip().lower() != _JSON_TYPE:
        return False
    return not any(_CHARSET.match(parameter.strip()) for parameter in parameters)


def _unsupported() -> GatewayError:
    return GatewayError(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        "The body must be application/json in UTF-8, without compression",
        details={"expected": "application/json"},
    )


def _malformed(message: str) -> ValidationFailedError:
    return ValidationFailedError(FieldError(path="", message=message))


def _check_depth(value: _Json) -> None:
    level: list[_Json] = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    if any(isinstance(item, dict | list) for item in level):
        raise _malformed(f"the body nests deeper than {MAX_DEPTH} levels")


def _check_strings(value: _Json) -> None:
    found = [path for path, text in _strings(value, ()) if "\0" in text][:MAX_FAULTS]
    if found:
        message = "must not contain U+0000"
        raise ValidationFailedError(*(FieldError(path=shown_path(path), message=message) for path in found))


def _strings(value: _Json, path: _Path) -> Iterator[tuple[_Path, str]]:
    """Every string, names of members included, with its place."""
    match value:
        case str():
            yield path, value
        case dict():
            for name, member in value.items():
                yield (*path, name), name
                yield from _strings(member, (*path, name))
        case list():
            for index, item in enumerate(value):
                yield from _strings(item, (*path, index))
