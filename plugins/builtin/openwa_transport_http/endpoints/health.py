"""How the gateway is."""

from __future__ import annotations

from openwa_hookspecs.models.keys import Role
from openwa_transport_http.call import Bare, Call
from openwa_transport_http.shapes.health import (
    DetailedHealthView,
    HealthView,
    detailed_health_view,
    health_view,
)

__all__ = ["get_detailed_health", "get_health", "get_liveness", "get_readiness"]


async def get_health(call: Call) -> Bare[HealthView]:
    """Whether the process answers."""
    return Bare(data=health_view("ok", call.time))


async def get_liveness(call: Call) -> Bare[HealthView]:
    """Whether the process should be left running: it is when it answers."""
    return Bare(data=health_view("ok", call.time))


async def get_readiness(call: Call) -> Bare[HealthView]:
    """Whether requests will be served: 503 while starting, draining or without a database."""
    if await call.gateway.health.ready():
        return Bare(data=health_view("ok", call.time))
    return Bare(data=health_view("unavailable", call.time), status=503)


async def get_detailed_health(call: Call) -> Bare[DetailedHealthView]:
    """Version, uptime, the database and the sessions that the caller sees; for an admin each service."""
    report = await call.gateway.health.report(call.caller)
    return Bare(data=detailed_health_view(report, call.time, inside=call.caller.may(Role.ADMIN)))
