"""The health family: no envelope."""

from dataclasses import replace

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.keys import Role
from openwa_hookspecs.service import Health, HealthStatus
from tests.unit.openwa_transport_http.rest_client import RestClient

NOW = "2026-01-01T00:00:00.000Z"


@pytest.mark.parametrize("prefix", ["", "/api"])
@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
async def test_basic_health_needs_no_key(client: RestClient, prefix: str, path: str) -> None:
    answer = await client.get(prefix + path, key=None)
    assert (answer.status, answer.json) == (200, {"status": "ok", "timestamp": NOW})
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_gateway_that_is_not_ready_says_503(client: RestClient, context: FakeGatewayContext) -> None:
    context.gateway.health.is_ready = False
    answer = await client.get("/health/ready", key=None)
    assert (answer.status, answer.json) == (503, {"status": "unavailable", "timestamp": NOW})
    assert (await client.get("/health/live", key=None)).status == 200
    assert (await client.get("/health", key=None)).status == 200


@pytest.mark.parametrize("path", ["/health/detailed", "/api/health/detailed"])
async def test_detailed_health_needs_a_key(client: RestClient, path: str) -> None:
    assert (await client.get(path, key=None)).status == 401


async def test_detailed_health_has_the_shape_of_the_specification(
    client: RestClient, context: FakeGatewayContext
) -> None:
    context.gateway.health.state = replace(
        context.gateway.health.state,
        status=HealthStatus.DEGRADED,
        services={
            "storage.tortoise": Health(),
            "queue.dramatiq": Health(status=HealthStatus.DEGRADED, details={"redis": "failed"}),
        },
    )
    answer = await client.get("/health/detailed", key="viewer")
    assert (answer.status, answer.json) == (
        200,
        {
            "status": "degraded",
            "version": "0.0.0",
            "uptime": 3600,
            "timestamp": NOW,
            "checks": {
                "database": "ok",
                "redis": "failed",
                "sessions": {"total": 5, "connected": 4, "disconnected": 1},
            },
        },
    )
    assert (asked := context.gateway.health.asked_by) is not None
    assert asked.role is Role.VIEWER
    inside = await client.get("/health/detailed", key="admin")
    assert inside.json["services"]["queue.dramatiq"] == {"status": "degraded", "details": {"redis": "failed"}}


async def test_without_a_storage_the_database_has_failed(client: RestClient) -> None:
    answer = await client.get("/health/detailed")
    assert answer.json["checks"]["database"] == "failed"
    assert answer.json["checks"]["redis"] == "disabled"


async def test_a_load_balancer_may_add_a_query(client: RestClient) -> None:
    assert (await client.get("/health?ts=1", key=None)).status == 200
