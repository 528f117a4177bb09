"""A handshake that is refused: answered over HTTP, in the envelope of the REST API (specification 6.2)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final
from uuid import UUID

import orjson

from openwa_hookspecs.context import Clock
from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.models.payloads import timestamp
from openwa_transport_websocket.asgi import Scope, Send

__all__ = ["refuse"]

_STATUSES: Final[Mapping[ErrorCode, int]] = MappingProxyType(
    {
        ErrorCode.UNAUTHORIZED: HTTPStatus.UNAUTHORIZED,
        ErrorCode.FORBIDDEN: HTTPStatus.FORBIDDEN,
        ErrorCode.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
        ErrorCode.SERVICE_UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
_HTTP_ANSWERS: Final = "websocket.http.response"
_POLICY: Final = 1008


async def refuse(scope: Scope, send: Send, error: GatewayError, clock: Clock) -> None:
    """Say why. A page in a browser learns only that the socket did not open."""
    if _HTTP_ANSWERS not in scope.get("extensions", ()):
        await send({"type": "websocket.close", "code": _POLICY})
        return
    status = _STATUSES.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)
    request_id = str(UUID(bytes=clock.token(16), version=4))
    body = orjson.dumps(
        {
            "success": False,
            "error": {"code": error.code.value, "message": error.message, "details": error.details},
            "meta": {"timestamp": timestamp(clock.now()), "requestId": request_id},
        }
    )
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-request-id", request_id.encode()),
    ]
    if error.code is ErrorCode.UNAUTHORIZED:
        headers.append((b"www-authenticate", b'Bearer realm="openwa"'))
    if error.retry_after_s is not None:
        headers.append((b"retry-after", str(math.ceil(error.retry_after_s)).encode()))
    await send({"type": "websocket.http.response.start", "status": int(status), "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body, "more_body": False})
