"""The endpoints that are asked while nobody uses the API: they are there from the start."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.models.keys import Role
from openwa_transport_http.endpoint import Endpoint, define
from openwa_transport_http.endpoints import health

__all__ = ["HEALTH"]


def _family(prefix: str) -> tuple[Endpoint, ...]:
    return (
        define("GET", f"{prefix}/health", health.get_health, role=None),
        define("GET", f"{prefix}/health/live", health.get_liveness, role=None),
        define("GET", f"{prefix}/health/ready", health.get_readiness, role=None, statuses=(200, 503)),
        define("GET", f"{prefix}/health/detailed", health.get_detailed_health, role=Role.VIEWER),
    )


HEALTH: Final[tuple[Endpoint, ...]] = (*_family(""), *_family("/api"))
