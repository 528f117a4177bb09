"""Requests that carry an Idempotency-Key: made once, however often they are sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["IdempotencyClaim", "KeyedAnswer", "KeyedRequest"]


@dataclass(frozen=True, kw_only=True)
class KeyedRequest:
    """What makes two requests the same: the caller, `route` and `key`; `digest` tells whether they really
    are."""

    route: str
    """Method and path, at most 128 characters."""
    key: str
    """As the caller chose it, at most 255 characters."""
    digest: str
    """SHA-256 of the body's meaning, hex."""


@dataclass(frozen=True, kw_only=True)
class KeyedAnswer:
    """What the caller is told."""

    status: int
    body: bytes = field(repr=False)
    is_final: bool
    """Whether a repetition shall get the same answer: not when nothing was done."""
    is_replay: bool = False


@dataclass(frozen=True, kw_only=True)
class IdempotencyClaim:
    """One row of the idempotency table."""

    caller: str
    request: KeyedRequest
    created_at: datetime
    expires_at: datetime
    target: str | None = None
    """What the request made: the message's key, or the session's id. Written with the effect itself, so that
    after a crash the repetition finds what is there already."""
    answer: KeyedAnswer | None = None
    """None while it is being worked on, or when that was cut off."""
