"""The header `Idempotency-Key`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from enum import Enum
from typing import Final

import orjson

from openwa_hookspecs.errors import FieldError, ValidationFailedError
from openwa_hookspecs.models.idempotency import KeyedRequest
from openwa_transport_http.fields import RequestModel
from openwa_transport_http.request import Request

__all__ = ["KEY_PATTERN", "Repetition", "keyed_request", "repetition_of"]

KEY_PATTERN: Final = re.compile(r"[!-~]{1,255}", re.ASCII)
_LONGEST_ROUTE: Final = 128


class Repetition(Enum):
    """What a request gets that was answered before under its key."""

    ANSWER = "answer"
    """The same answer."""
    REFUSED = "refused"
    """A conflict: the answer held a secret that is kept nowhere."""
    RUN = "run"
    """A new answer: to ask again does no harm."""


def repetition_of(usual: Repetition, arguments: Mapping[str, object]) -> Repetition:
    """The endpoint's usual one, unless the request asks for a secret."""
    body = arguments.get("body")
    return Repetition.REFUSED if isinstance(body, RequestModel) and body.answer_is_secret else usual


def keyed_request(request: Request, arguments: Mapping[str, object]) -> KeyedRequest | None:
    """What makes the request the same as another; None without the header. Raises `ValidationFailedError`."""
    given = request.header(b"idempotency-key")
    if given is None:
        return None
    if KEY_PATTERN.fullmatch(key := given.strip()) is None:
        message = "expected 1 to 255 printable ASCII characters without spaces"
        raise ValidationFailedError(FieldError(path="Idempotency-Key", message=message))
    return KeyedRequest(route=_route(request), key=key, digest=_digest(arguments.get("body")))


def _route(request: Request) -> str:
    route = f"{request.method} {request.path}"
    if len(route) <= _LONGEST_ROUTE:
        return route
    return hashlib.sha256(route.encode()).hexdigest()


def _digest(body: object) -> str:
    """Of what the body means: spaces and the order of members are no difference."""
    values = body.model_dump(mode="json", by_alias=True) if isinstance(body, RequestModel) else None
    return hashlib.sha256(orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()
