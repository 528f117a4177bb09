"""How often a key may do what: windows of a minute per key and category, in memory or in Redis."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import Any, Final, TypeAlias

from openwa_core.services.rate_settings import RateSettings
from openwa_core.services.rate_windows import RateWindows
from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.gateway import RateCategory, RateStatus
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.service import Health, HealthStatus

__all__ = ["RateLimits"]

_PER_S: Final = 60
_STORE_TIMEOUT_S: Final = 0.5
_AFTER_FAILURE_S: Final = 5.0
"""A store that failed is left alone for that long: a dead one must not slow each request down."""

_Hit: TypeAlias = Callable[..., Awaitable[Any]]


class RateLimits:
    """See `openwa_hookspecs.gateway.RateApi`. When the store is away requests pass, and health says so: an
    outage of Redis is no reason to refuse callers."""

    def __init__(self, settings: RateSettings, *, clock: Clock, log: Log) -> None:
        self._settings = settings
        self._clock = clock
        self._log = log
        self._windows = RateWindows(clock, length_s=_PER_S) if settings.is_in_memory else None
        self._limiter: Any = None
        self._items: Mapping[int, Any] = {}
        self._opening = asyncio.Lock()
        self._failed_at: float | None = None

    async def hit(self, principal: Principal, category: RateCategory) -> RateStatus | None:
        """Count one request."""
        limit = self._settings.limit_of(category)
        if limit is None:
            return None
        return await self._count(limit, category.value, principal.key_id or principal.name)

    async def pace(self, session_id: SessionId) -> None:
        """Count one message of a session. Raises a `GatewayError` with MESSAGE_RATE_LIMITED."""
        limit = self._settings.messages_per_session
        status = None if limit is None else await self._count(limit, "messages", session_id)
        if status is not None and not status.allowed:
            raise GatewayError(
                ErrorCode.MESSAGE_RATE_LIMITED,
                f"At most {status.limit} messages a minute leave session {session_id}",
                details={"sessionId": session_id, "limit": status.limit},
                retry_after_s=status.retry_after_s,
            )

    async def health(self) -> Health:
        """Degraded while the store is away."""
        kind = self._settings.kind
        if self._failed_at is None:
            return Health(details={kind: "ok"})
        problem = "the store does not answer; nothing is limited"
        return Health(status=HealthStatus.DEGRADED, details={kind: "down", "problem": problem})

    async def close(self) -> None:
        """Let go of the store; may be called twice."""
        storage = getattr(self._limiter, "storage", None)
        bridge = getattr(storage, "bridge", None)
        self._limiter = None
        if bridge is not None:
            await bridge.get_connection().aclose()

    async def _count(self, limit: int, *names: str) -> RateStatus | None:
        if self._windows is not None:
            return self._windows.hit(limit, names)
        if self._failed_at is not None and self._clock.monotonic() - self._failed_at < _AFTER_FAILURE_S:
            return None
        try:
            async with asyncio.timeout(_STORE_TIMEOUT_S):
                return await self._counted(limit, names)
        except Exception as error:  # supervisor: whatever the store's client raises
            if self._failed_at is None:
                self._log.warning("rate limits have no store", store=self._settings.kind, error=repr(error))
            self._failed_at = self._clock.monotonic()
            return None

    async def _counted(self, limit: int, names: tuple[str, ...]) -> RateStatus:
        limiter = self._limiter or await self._open()
        item = self._items[limit]
        allowed = await limiter.hit(item, *names)
        window = await limiter.get_window_stats(item, *names)
        self._failed_at = None
        now = self._clock.now().timestamp()
        return RateStatus(
            limit=limit,
            remaining=window.remaining,
            reset_at=math.ceil(window.reset_time),
            retry_after_s=max(0.0, window.reset_time - now),
            allowed=allowed,
        )

    async def _open(self) -> Any:  # noqa: ANN401 - the library's limiter
        """The library costs 70 ms to import: it comes with the first request that is counted."""
        async with self._opening:
            if self._limiter is None:
                limits = await asyncio.to_thread(import_module, "limits")
                strategies = await asyncio.to_thread(import_module, "limits.aio.strategies")
                stores = import_module("limits.storage")
                self._items = {
                    limit: limits.RateLimitItemPerSecond(limit, _PER_S) for limit in self._settings.limits
                }
                store = stores.storage_from_string(self._settings.store_uri, **self._settings.store_options)
                self._limiter = strategies.FixedWindowRateLimiter(store)
            return self._limiter
