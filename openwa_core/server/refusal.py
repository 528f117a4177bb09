"""What the server says by itself, to a peer whose request reaches no transport: in the envelope of
specification 6.2, like everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, TypeAlias
from uuid import UUID

import orjson

from openwa_core.clock import SystemClock
from openwa_core.server.settings import MAX_HEAD_BYTES
from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.payloads import timestamp

__all__ = ["Refusal", "refusal"]

_Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]

_MALFORMED: Final = "This is no well-formed HTTP/1.1 request"
_MESSAGES: Final[Mapping[int, str]] = MappingProxyType(
    {
        431: f"The request line and the headers are longer than {MAX_HEAD_BYTES} bytes",
        501: "Of transfer encodings, only chunked is understood",
        503: "Too many connections",
        505: "Only HTTP/1.0 and HTTP/1.1 are spoken here",
    }
)
_RETRY: Final[_Headers] = ((b"retry-after", b"1"),)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """An answer after which the connection ends."""

    status: int
    headers: _Headers
    body: bytes

    def wire(self) -> bytes:
        """The bytes of the whole answer."""
        lines = [b"HTTP/1.1 %d %b" % (self.status, HTTPStatus(self.status).phrase.encode())]
        lines += [b"%b: %b" % header for header in self.headers]
        return b"\r\n".join([*lines, b"", self.body])


def refusal(status: int) -> Refusal:
    """The answer of that status, with a request id of its own."""
    clock = SystemClock()
    request_id = str(UUID(bytes=clock.token(16), version=4))
    busy = status == HTTPStatus.SERVICE_UNAVAILABLE
    code = ErrorCode.SERVICE_UNAVAILABLE if busy else ErrorCode.VALIDATION_ERROR
    body = orjson.dumps(
        {
            "success": False,
            "error": {"code": code.value, "message": _MESSAGES.get(status, _MALFORMED), "details": {}},
            "meta": {"timestamp": timestamp(clock.now()), "requestId": request_id},
        }
    )
    headers = (
        (b"content-type", b"application/json"),
        (b"x-request-id", request_id.encode()),
        (b"connection", b"close"),
        (b"content-length", str(len(body)).encode()),
    )
    return Refusal(status=status, headers=headers + (_RETRY if busy else ()), body=body)
