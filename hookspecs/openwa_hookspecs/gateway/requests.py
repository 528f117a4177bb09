"""What a transport asks about requests themselves: budgets, repetitions, keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from openwa_hookspecs.models.idempotency import KeyedAnswer, KeyedRequest
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, CreatedKey, Principal

__all__ = ["IdempotencyApi", "KeyApi", "RateApi", "RateCategory", "RateStatus"]


class RateCategory(StrEnum):
    """Whose budget a request is counted in (specification 6.6)."""

    SESSION = "session"
    SEND = "send"
    READ = "read"
    WEBHOOK = "webhook"


@dataclass(frozen=True, kw_only=True)
class RateStatus:
    """Where a key stands in its window."""

    limit: int
    """Requests a minute."""
    remaining: int
    reset_at: int
    """Epoch seconds, rounded up."""
    retry_after_s: float
    allowed: bool
    """False for a request too many: a transport answers RATE_LIMITED."""


class RateApi(Protocol):
    """Budgets of requests, per key and category. A transport asks once per request, once it knows the
    caller."""

    async def hit(self, principal: Principal, category: RateCategory) -> RateStatus | None:
        """Count a request; None when nothing limits it."""
        ...


class IdempotencyApi(Protocol):
    """Requests that are made once, however often they are sent."""

    async def once(
        self, principal: Principal, request: KeyedRequest, work: Callable[[], Awaitable[KeyedAnswer]]
    ) -> KeyedAnswer:
        """Run `work` and keep its answer for 24 hours, or give the answer that is kept. A second call waits
        for the first. `work` may be run again after a crash: what it calls in `Gateway` then finds what was
        done already. Raises `IdempotencyConflictError` for another `digest`."""
        ...


class KeyApi(Protocol):
    """API keys, for admins. Raises `CapabilityNotSupportedError` when no auth plugin manages keys."""

    async def create(self, principal: Principal, spec: ApiKeySpec) -> CreatedKey: ...
    async def list(self, principal: Principal) -> Sequence[ApiKeyRecord]: ...
    async def revoke(self, principal: Principal, key_id: ApiKeyId) -> None: ...
