"""What a caller is told of his budget (specification 6.6)."""

from __future__ import annotations

from openwa_hookspecs.errors import RateLimitedError
from openwa_hookspecs.gateway import RateStatus
from openwa_transport_http.response import HeaderPairs

__all__ = ["rate_headers", "too_many_requests"]


def rate_headers(rate: RateStatus) -> HeaderPairs:
    """On every answer to a request that was counted."""
    return (
        (b"x-ratelimit-limit", str(rate.limit).encode()),
        (b"x-ratelimit-remaining", str(rate.remaining).encode()),
        (b"x-ratelimit-reset", str(rate.reset_at).encode()),
    )


def too_many_requests(rate: RateStatus) -> RateLimitedError:
    """The budget of this minute is spent."""
    return RateLimitedError(
        f"At most {rate.limit} requests of this kind a minute", retry_after_s=rate.retry_after_s
    )
