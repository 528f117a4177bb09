"""Which web pages may call the API: none, until the configuration names their origins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from openwa_transport_http.request import Request
from openwa_transport_http.response import HeaderPairs

__all__ = ["Cors"]

_ANY: Final = "*"
_VARY: Final = (b"vary", b"Origin")
_EXPOSED: Final = (
    b"access-control-expose-headers",
    b"X-Request-ID, Location, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, "
    b"Idempotency-Replayed, Content-Range, Accept-Ranges, ETag, Content-Disposition",
)
_REQUEST_HEADERS: Final = (
    b"access-control-allow-headers",
    b"Authorization, Content-Type, Idempotency-Key, If-None-Match, If-Range, Range, X-API-Key, X-Request-ID",
)
_MAX_AGE: Final = (b"access-control-max-age", b"600")


@dataclass(frozen=True)
class Cors:
    """The headers by which a browser lets a page read an answer. Keys travel in headers that the page sets
    itself, so credentials (cookies) are never allowed."""

    origins: Collection[str]

    def headers(self, request: Request) -> HeaderPairs:
        """For any answer."""
        if not self.origins:
            return ()
        if _ANY in self.origins:
            return ((b"access-control-allow-origin", b"*"), _EXPOSED)
        origin = request.header(b"origin")
        if origin is None or origin not in self.origins:
            return (_VARY,)
        return (_VARY, (b"access-control-allow-origin", origin.encode()), _EXPOSED)

    def preflight(self, request: Request, allow: bytes) -> HeaderPairs:
        """For the answer to `OPTIONS` on a path that takes the methods `allow`."""
        headers = self.headers(request)
        if _EXPOSED not in headers or request.header(b"access-control-request-method") is None:
            return headers
        return (*headers, (b"access-control-allow-methods", allow), _REQUEST_HEADERS, _MAX_AGE)
