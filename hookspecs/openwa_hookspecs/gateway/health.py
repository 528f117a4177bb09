"""How the gateway is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.service import Health, HealthStatus

__all__ = ["HealthApi", "HealthReport", "SessionCounts"]


@dataclass(frozen=True, kw_only=True)
class SessionCounts:
    """How many sessions there are, by what they can do."""

    total: int
    connected: int
    disconnected: int


@dataclass(frozen=True, kw_only=True)
class HealthReport:
    """The whole gateway: the worst of its services, and each service by role and name."""

    status: HealthStatus
    ready: bool
    """False while starting, draining, or without a database."""
    uptime_s: float
    version: str
    sessions: SessionCounts
    services: Mapping[str, Health] = field(default_factory=dict)
    """By `<role>.<name>`, such as `storage.tortoise`."""


class HealthApi(Protocol):
    """How the gateway is."""

    async def report(self, principal: Principal | None = None) -> HealthReport:
        """Ask every service. The sessions that are counted are those that the principal sees; all of them,
        without one."""
        ...

    async def ready(self) -> bool:
        """Whether requests will be served."""
        ...
