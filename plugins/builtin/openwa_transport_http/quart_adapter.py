"""Quart's request in, Quart's response out."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from quart import Request as QuartRequest
from quart import Response as QuartResponse
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge

from openwa_transport_http.body import payload_too_large
from openwa_transport_http.request import Request, Scope
from openwa_transport_http.response import Response

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

    return Request.from_scope(cast("Scope", request.scope), params, receive_chunk)


def to_quart(response: Response, method: str) -> QuartResponse:
    """The response as Quart sends it; to `HEAD`, without its body. A 204 has none, nor headers about one."""
    headers = Headers([(name.decode(), value.decode("latin-1")) for name, value in response.headers])
    shown = b"" if method == "HEAD" else response.body
    answer = QuartResponse(shown, status=response.status, headers=headers)
    if response.status == HTTPStatus.NO_CONTENT:
        answer.headers.remove("content-type")
        answer.headers.remove("content-length")
    else:
        answer.headers["content-length"] = str(len(response.body))
    return answer
