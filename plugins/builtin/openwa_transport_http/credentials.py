"""The places where a caller may put an API key."""

from __future__ import annotations

from openwa_hookspecs.models.keys import Credentials
from openwa_transport_http.query import query_key
from openwa_transport_http.request import Request

__all__ = ["credentials"]


def credentials(request: Request) -> Credentials:
    """`X-API-Key`, `Authorization: Bearer` and `?apiKey=`; which of them counts is for the auth plugin to
    say."""
    return Credentials(
        address=request.address,
        header=request.header(b"x-api-key"),
        bearer=_bearer(request.header(b"authorization")),
        query=query_key(request.query) if request.query else None,
    )


def _bearer(value: str | None) -> str | None:
    if value is None:
        return None
    scheme, _, token = value.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
