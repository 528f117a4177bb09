from __future__ import annotations

import gc

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.gateway import RateCategory, RateStatus
from openwa_hookspecs.models.sessions import SessionRecord
from tests.unit.openwa_transport_http.rest_client import RestClient

RESET = 1_767_225_660


def budget(*, remaining: int, allowed: bool = True) -> RateStatus:
    return RateStatus(limit=60, remaining=remaining, reset_at=RESET, retry_after_s=12.3, allowed=allowed)


@pytest.mark.parametrize("path", ["/api/sessions", "/api/sessions/sess_missing"])
async def test_counted_answers_tell_of_the_budget_errors_too(
    client: RestClient, context: FakeGatewayContext, path: str
) -> None:
    context.gateway.rates.status = budget(remaining=45)
    answer = await client.get(path)
    told = {name: answer.headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "reset")}
    assert told == {"limit": "60", "remaining": "45", "reset": str(RESET)}


async def test_request_too_many_is_refused_before_its_body_is_read(
    client: RestClient, context: FakeGatewayContext, session: SessionRecord
) -> None:
    context.gateway.rates.status = budget(remaining=0, allowed=False)
    answer = await client.post(f"/api/sessions/{session.id}/messages/send-text", {"nonsense": 1})
    assert (answer.status, answer.error["code"]) == (429, "RATE_LIMITED")
    assert answer.headers["retry-after"] == "13"
    assert answer.headers["x-ratelimit-remaining"] == "0"
    assert context.gateway.messages.sent == []


async def test_request_that_could_not_be_counted_leaves_nothing_behind(
    client: RestClient, context: FakeGatewayContext
) -> None:
    context.gateway.rates.error = ServiceUnavailableError("busy")
    assert (await client.get("/api/sessions")).status == 503
    gc.collect()


async def test_each_endpoint_counts_in_its_category(
    client: RestClient, context: FakeGatewayContext, session: SessionRecord
) -> None:
    await client.post("/api/sessions", {"name": "other"})
    await client.get(f"/api/sessions/{session.id}")
    hello = {"chatId": "628123456789@c.us", "text": "hi"}
    await client.post(f"/api/sessions/{session.id}/messages/send-text", hello)
    categories = [category for _, category in context.gateway.rates.hits]
    assert categories == [RateCategory.SESSION, RateCategory.READ, RateCategory.SEND]


async def test_wrong_role_is_told_before_it_is_counted(
    client: RestClient, context: FakeGatewayContext
) -> None:
    answer = await client.call("POST", "/api/sessions", {"name": "x"}, key="viewer")
    assert answer.status == 403
    assert context.gateway.rates.hits == []


async def test_health_is_not_counted(client: RestClient, context: FakeGatewayContext) -> None:
    await client.get("/health")
    assert context.gateway.rates.hits == []
