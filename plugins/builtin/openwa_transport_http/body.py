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

__all__ = ["MAX_DEPTH", "parse_object", "payload_too_large", "read_object"]

MAX_DEPTH: Final = 16
"""How deep a body may nest; the deepest of the API needs six."""

_LONGEST_LENGTH: Final = 15
"""Digits of a `Content-Length` that are worth reading as a number."""

_JSON_TYPE: Final = re.compile(r"application/json\s*(?:;\s*charset\s*=\s*\"?utf-?8\"?\s*)?", re.IGNORECASE)

_Json: TypeAlias = "dict[str, _Json] | list[_Json] | str | int | float | bool | None"
_Path: TypeAlias = tuple[str | int, ...]


async def read_object(
    request: Request, *, limit: int, timeout_s: float, may_be_missing: bool = False
) -> dict[str, _Json]:
    """The JSON object in the body, an empty one for a body that may be missing. Raises `GatewayError`: 400,
    408, 413 or 415."""
    content_type = request.header(b"content-type")
    _check_encoding(request)
    if content_type is not None:
        _check_type(content_type)
    raw = await _read(request, limit, timeout_s)
    if may_be_missing and not raw:
        return {}
    if content_type is None and raw:
        raise _unsupported()
    return parse_object(raw)


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


def _check_type(content_type: str) -> None:
    if _JSON_TYPE.fullmatch(content_type.strip()) is None:
        raise _unsupported()


def _check_encoding(request: Request) -> None:
    encoding = request.header(b"content-encoding")
    if encoding is not None and encoding.strip().lower() != "identity":
        raise _unsupported()


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
