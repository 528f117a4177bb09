"""Health on the wire: without the envelope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NotRequired

from typing_extensions import TypedDict

from openwa_hookspecs.gateway import HealthReport, SessionCounts
from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.service import Health, HealthStatus

__all__ = [
    "ChecksView",
    "DetailedHealthView",
    "HealthView",
    "ServiceView",
    "SessionCountsView",
    "detailed_health_view",
    "health_view",
]

_GRAVITY = {HealthStatus.OK: 0, HealthStatus.DEGRADED: 1, HealthStatus.FAILED: 2}


class HealthView(TypedDict):
    """Whether the process answers."""

    status: str
    timestamp: str


class SessionCountsView(TypedDict):
    """Sessions by what they can do."""

    total: int
    connected: int
    disconnected: int


class ChecksView(TypedDict):
    """`database` is the worst of the storage services; `redis` is of the service that uses one, else
    `disabled`."""

    database: str
    redis: str
    sessions: SessionCountsView


class ServiceView(TypedDict):
    """One service, with its facts."""

    status: str
    details: Mapping[str, object]


class DetailedHealthView(TypedDict):
    """The whole gateway; `services` is for admins."""

    status: str
    version: str
    uptime: int
    timestamp: str
    checks: ChecksView
    services: NotRequired[dict[str, ServiceView]]


def health_view(status: str, time: datetime) -> HealthView:
    """One word and the time."""
    return HealthView(status=status, timestamp=timestamp(time))


def detailed_health_view(report: HealthReport, time: datetime, *, inside: bool) -> DetailedHealthView:
    """The report; with `inside`, each service as well."""
    view = DetailedHealthView(
        status=report.status.value,
        version=report.version,
        uptime=int(report.uptime_s),
        timestamp=timestamp(time),
        checks=ChecksView(
            database=_worst(
                health for name, health in report.services.items() if name.startswith("storage.")
            ),
            redis=_redis(report.services),
            sessions=_counts(report.sessions),
        ),
    )
    if inside:
        view["services"] = {
            name: ServiceView(status=health.status.value, details=health.details)
            for name, health in report.services.items()
        }
    return view


def _worst(found: Iterable[Health]) -> str:
    statuses = [health.status for health in found]
    return max(statuses, key=_GRAVITY.__getitem__, default=HealthStatus.FAILED).value


def _redis(services: Mapping[str, Health]) -> str:
    for health in services.values():
        if "redis" in health.details:
            return str(health.details["redis"])
    return "disabled"


def _counts(counts: SessionCounts) -> SessionCountsView:
    return SessionCountsView(total=counts.total, connected=counts.connected, disconnected=counts.disconnected)
