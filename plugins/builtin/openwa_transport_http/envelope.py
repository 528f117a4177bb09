"""The one place where answers are put into envelopes (specification 6.2)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, assert_never, cast

import orjson

from openwa_hookspecs.context import Clock
from openwa_hookspecs.errors import (
    ErrorCode,
    FieldError,
    GatewayError,
    IdempotencyConflictError,
    ValidationFailedError,
)
from openwa_hookspecs.models.idempotency import KeyedAnswer
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.payloads import timestamp
from openwa_transport_http.call import Bare, File
from openwa_transport_http.download import Download
from openwa_transport_http.keyed import Repetition
from openwa_transport_http.response import JSON_HEADERS, HeaderPairs, Response
from openwa_transport_http.statuses import STATUSES

__all__ = ["INTERNAL_ERROR", "Envelopes"]

_WITHOUT_ENVELOPE: Final = (Bare, File, Download)
_BAD_REQUEST: Final = 400
_INTERNAL: Final = 500
_UNAUTHORIZED: Final = 401
_NO_SUCH_RANGE: Final = 416
_CHALLENGE: Final = (b"www-authenticate", b'Bearer realm="openwa"')
"""A 401 must name a scheme (RFC 9110, 15.5.2); `X-API-Key` is none, and `Bearer` makes no browser ask."""

INTERNAL_ERROR: Final = GatewayError(ErrorCode.INTERNAL_ERROR, "Internal server error")
"""All that a caller learns of a fault of ours; the log has the rest under the request id."""


@dataclass(frozen=True, kw_only=True)
class Envelopes:
    """Makes responses from what endpoints answer and raise."""

    clock: Clock
    version: str

    def success(self, result: object, *, status: int, request_id: str) -> Response:
        """Data under `data`, a page with its `pagination`, a `Bare`, a `File`, a `Download` as they are."""
        if isinstance(result, _WITHOUT_ENVELOPE):
            return self._bare(result, status=status, request_id=request_id)
        body: dict[str, object] = {"success": True, "data": result}
        if isinstance(result, Page):
            body["data"] = result.items
            body["pagination"] = _pagination(result)
        body["meta"] = {**self._meta(request_id), "version": self.version}
        return _json(body, status=status, request_id=request_id)

    def _bare(self, result: Bare[object] | File | Download, *, status: int, request_id: str) -> Response:
        match result:
            case Bare():
                return _json(result.data, status=result.status, request_id=request_id)
            case File():
                return _file(result, status=status, request_id=request_id)
            case Download():
                return self._download(result, request_id)
            case _:
                assert_never(result)

    def _download(self, found: Download, request_id: str) -> Response:
        if found.status == _NO_SUCH_RANGE:
            refusal = ValidationFailedError(FieldError(path="Range", message="the file has no such part"))
            told = self.failure(refusal, request_id=request_id).with_headers(found.headers)
            return told._replace(status=found.status)
        headers = (*found.headers, (b"x-request-id", request_id.encode()))
        return Response(status=found.status, headers=headers, file=found.part)

    def failure(self, error: GatewayError, *, request_id: str) -> Response:
        """An error under `error`; when to try again in `Retry-After`."""
        body = {
            "success": False,
            "error": {"code": error.code.value, "message": error.message, "details": error.details},
            "meta": self._meta(request_id),
        }
        response = _json(body, status=STATUSES[error.code], request_id=request_id)
        challenge = (_CHALLENGE,) if response.status == _UNAUTHORIZED else ()
        return response.with_headers(challenge + _retry_after(error))

    def kept(self, response: Response, repetition: Repetition) -> KeyedAnswer:
        """What a repetition of the request shall be told: nothing was done when it was refused, and a fault
        of ours is final, since nobody knows how far it came."""
        status = response.status
        is_final = status < _BAD_REQUEST or status == _INTERNAL
        match repetition:
            case Repetition.REFUSED if is_final:
                refusal = IdempotencyConflictError("The answer to this request held a secret, shown once")
                gone = self.failure(refusal, request_id="")
                return KeyedAnswer(status=gone.status, body=gone.body, is_final=True)
            case Repetition.RUN:
                is_final = False
        return KeyedAnswer(status=status, body=response.body, is_final=is_final)

    def again(self, told: KeyedAnswer, *, request_id: str) -> Response:
        """The answer of an earlier request, under the id of this one."""
        body: dict[str, object] = orjson.loads(told.body)
        body["meta"] = {**cast("dict[str, str]", body["meta"]), **self._meta(request_id)}
        response = _json(body, status=told.status, request_id=request_id)
        return response.with_headers(((b"idempotency-replayed", b"true"),))

    def _meta(self, request_id: str) -> dict[str, str]:
        return {"timestamp": timestamp(self.clock.now()), "requestId": request_id}


def _json(body: object, *, status: int, request_id: str) -> Response:
    headers = (*JSON_HEADERS, (b"x-request-id", request_id.encode()))
    return Response(status=status, headers=headers, body=orjson.dumps(body, default=_plain))


def _file(file: File, *, status: int, request_id: str) -> Response:
    headers = (
        (b"content-type", file.media_type.encode()),
        (b"x-content-type-options", b"nosniff"),
        *file.headers,
        (b"x-request-id", request_id.encode()),
    )
    return Response(status=status, headers=headers, body=file.content)


def _plain(value: object) -> object:
    """Details may be any mapping; orjson knows `dict` alone."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def _pagination(page: Page[object]) -> dict[str, int]:
    return {"page": page.number, "limit": page.limit, "total": page.total, "totalPages": page.count}


def _retry_after(error: GatewayError) -> HeaderPairs:
    if error.retry_after_s is None:
        return ()
    seconds = max(1, math.ceil(error.retry_after_s))
    return ((b"retry-after", str(seconds).encode()),)
