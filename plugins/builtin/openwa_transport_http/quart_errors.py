"""Envelopes for whatever the app answers outside the registry: unknown paths, other methods, faults."""

from __future__ import annotations

from typing import Final

from quart import Quart, has_request_context, request, websocket
from quart import Response as QuartResponse
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from openwa_hookspecs.errors import ErrorCode, GatewayError, JsonValue
from openwa_transport_http.envelope import INTERNAL_ERROR
from openwa_transport_http.pipeline import Pipeline
from openwa_transport_http.quart_adapter import to_quart
from openwa_transport_http.request import Request
from openwa_transport_http.response import HeaderPairs
from openwa_transport_http.statuses import CODES

__all__ = ["SERVER_METHODS", "add_error_handlers"]

_MESSAGES = {
    ErrorCode.NOT_FOUND: "There is nothing at this path",
    ErrorCode.METHOD_NOT_ALLOWED: "This path does not take this method",
}
_SERVER_ERROR = 500
SERVER_METHODS: Final = b"DELETE, GET, HEAD, OPTIONS, POST, PUT"
"""Of all paths together."""


def add_error_handlers(app: Quart, pipeline: Pipeline) -> None:
    """For the whole app."""

    async def on_http_error(error: HTTPException) -> QuartResponse:
        if _is_about_the_server():
            return to_quart(pipeline.options(_current(), SERVER_METHODS), _method())
        return to_quart(await pipeline.refuse(_translated(error), _current(), _allow(error)), _method())

    async def on_error(error: Exception) -> QuartResponse:
        return to_quart(await pipeline.refuse(error, _current()), _method())

    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_error)


def _method() -> str:
    return request.method if has_request_context() else "GET"


def _is_about_the_server() -> bool:
    """`OPTIONS *` names no path (RFC 9110, 9.3.7)."""
    return has_request_context() and _method() == "OPTIONS" and request.scope["path"] == "*"


def _current() -> Request:
    """The request, or the handshake of a WebSocket, without its body."""

    async def no_body() -> tuple[bytes, bool]:
        return b"", False

    scope = (request if has_request_context() else websocket).scope
    return Request.from_scope({"method": _method(), **scope}, {}, no_body)


def _translated(error: HTTPException) -> GatewayError:
    status = error.code or _SERVER_ERROR
    code = CODES.get(status)
    if code is None and status >= _SERVER_ERROR:
        return INTERNAL_ERROR
    code = code or ErrorCode.VALIDATION_ERROR
    return GatewayError(code, _MESSAGES.get(code, error.name), details=_details(error))


def _details(error: HTTPException) -> dict[str, JsonValue]:
    return {"allow": _methods(error)} if isinstance(error, MethodNotAllowed) else {}


def _allow(error: HTTPException) -> HeaderPairs:
    if not isinstance(error, MethodNotAllowed):
        return ()
    return ((b"allow", ", ".join(_methods(error)).encode()),)


def _methods(error: MethodNotAllowed) -> list[str]:
    return sorted(error.valid_methods or ())
