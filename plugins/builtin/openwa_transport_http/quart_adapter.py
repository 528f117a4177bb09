"""Quart's request in, Quart's response out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import cast

from quart import Request as QuartRequest
from quart import Response as QuartResponse
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge

from openwa_transport_http.body import payload_too_large
from openwa_transport_http.request import Request, Scope
from openwa_transport_http.response import WITHOUT_BODY, Response

__all__ = ["from_quart", "to_quart"]


def from_quart(request: QuartRequest, params: Mapping[str, str]) -> Request:
    """The request as the pipeline sees it."""
    body = request.body

    async def receive_chunk() -> tuple[bytes, bool]:
        try:
            return await anext(body), True
        except StopAsyncIteration:
            return b"", False
        except RequestEntityTooLarge as error:
            raise payload_too_large(request.max_content_length or 0) from error

    scope = cast("Scope", request.scope)
    if request.method == "HEAD":
        # Ranges are for GET alone (RFC 9110, 14.2).
        kept = [(name, value) for name, value in scope["headers"] if name != b"range"]
        scope = {**scope, "headers": kept}
    return Request.from_scope(scope, params, receive_chunk)


def to_quart(response: Response, method: str) -> QuartResponse:
    """The response as Quart sends it; to `HEAD`, without its body. A 204 and a 304 have none, nor headers
    about one."""
    headers = Headers([(name.decode(), value.decode("latin-1")) for name, value in response.headers])
    answer = QuartResponse(_body(response, method), status=response.status, headers=headers)
    if response.status in WITHOUT_BODY:
        answer.headers.remove("content-type")
        answer.headers.remove("content-length")
    else:
        answer.headers["content-length"] = str(response.length)
    if response.file is not None:
        answer.timeout = None  # as long as the client takes it: the server cuts off one that does not
    return answer


def _body(response: Response, method: str) -> bytes | AsyncIterator[bytes]:
    if method == "HEAD":
        return b""
    return response.body if response.file is None else response.file.pieces()
