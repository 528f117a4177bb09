"""The places where a caller may put an API key."""

from __future__ import annotations

from openwa_hookspecs import credentials as places
from openwa_hookspecs.models.keys import Credentials
from openwa_transport_http.request import Request

__all__ = ["credentials"]


def credentials(request: Request) -> Credentials:
    """What the request brought along."""
    return places.credentials(address=request.address, header=request.header, query=request.query)
