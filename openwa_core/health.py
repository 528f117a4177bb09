"""How the gateway is: failed without its storage, degraded when anything else is amiss."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from openwa_core.services.session_table import SessionTable
from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.gateway import HealthReport
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.service import Health, HealthStatus

__all__ = ["Check", "HealthBoard"]

Check = Callable[[], Awaitable[Health]]

_TIMEOUT_S = 2.0
_NEEDED = "storage."
"""The prefix of the check without which the gateway is not ready."""


class HealthBoard:
    """Asks all checks at once, each under a time limit. See `openwa_hookspecs.gateway.HealthApi`."""

    def __init__(
        self, checks: Mapping[str, Check], table: SessionTable, clock: Clock, log: Log, version: str
    ) -> None:
        self._checks = checks
        self._table = table
        self._clock = clock
        self._log = log
        self._version = version
        self._started_at = clock.monotonic()
        self.serving = False
        """Set by lifecycle: true from the end of the start to the begin of the drain."""

    async def ready(self) -> bool:
        needed = [name for name in self._checks if name.startswith(_NEEDED)]
        answers = [await self._ask(name) for name in needed]
        return self.serving and all(health.status is not HealthStatus.FAILED for health in answers)

    async def report(self, principal: Principal | None = None) -> HealthReport:
        names = list(self._checks)
        answers = await asyncio.gather(*(self._ask(name) for name in names))
        services = dict(zip(names, answers, strict=True))
        broken = any(
            health.status is HealthStatus.FAILED
            for name, health in services.items()
            if name.startswith(_NEEDED)
        )
        return HealthReport(
            status=_overall(answers, broken=broken),
            ready=self.serving and not broken,
            uptime_s=self._clock.monotonic() - self._started_at,
            version=self._version,
            sessions=self._table.counts(principal),
            services=services,
        )

    async def _ask(self, name: str) -> Health:
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                return await self._checks[name]()
        except TimeoutError:
            return Health(status=HealthStatus.FAILED, details={"error": f"no answer within {_TIMEOUT_S:g} s"})
        except Exception:  # supervisor: a check that fails is an answer, too
            self._log.exception("health check failed", check=name)
            return Health(status=HealthStatus.FAILED, details={"error": "the check failed; see the log"})


def _overall(answers: Sequence[Health], *, broken: bool) -> HealthStatus:
    if broken:
        return HealthStatus.FAILED
    amiss = any(health.status is not HealthStatus.OK for health in answers)
    return HealthStatus.DEGRADED if amiss else HealthStatus.OK
