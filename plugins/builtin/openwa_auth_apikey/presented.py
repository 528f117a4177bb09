"""Which key a caller presents, out of the places where one may stand."""

from __future__ import annotations

from hmac import compare_digest

from openwa_hookspecs.models.keys import Credentials

__all__ = ["presented_key"]


def presented_key(credentials: Credentials, *, allow_query_key: bool) -> str | None:
    """The key; None when there is none, or when two places contradict each other."""
    places = (credentials.header, credentials.bearer, credentials.query if allow_query_key else None)
    keys = [key for key in places if key]
    if not keys:
        return None
    first = keys[0].encode()
    return keys[0] if all(compare_digest(first, other.encode()) for other in keys[1:]) else None
