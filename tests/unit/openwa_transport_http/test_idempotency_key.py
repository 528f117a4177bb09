from __future__ import annotations

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.sessions import SessionRecord
from tests.unit.openwa_transport_http.rest_client import Answer, RestClient

HELLO = {"chatId": "628123456789@c.us", "text": "hello"}


async def send(client: RestClient, session: SessionRecord, body: object = HELLO, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post(f"/api/sessions/{session.id}/messages/send-text", body, headers=named)


async def test_repetition_gets_the_same_data_under_its_own_request_id(
    client: RestClient, context: FakeGatewayContext, session: SessionRecord
) -> None:
    first = await send(client, session, Idempotency_Key="order-1", X_Request_ID="one")
    again = await send(client, session, Idempotency_Key="order-1", X_Request_ID="two")
    assert (again.status, again.data) == (first.status, first.data)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert (again.json["meta"]["requestId"], again.headers["x-request-id"]) == ("two", "two")
    assert len(context.gateway.messages.sent) == 1


async def test_spaces_and_order_of_members_are_no_difference(
    client: RestClient, context: FakeGatewayContext, session: SessionRecord
) -> None:
    await send(client, session, Idempotency_Key="order-1")
    turned = b'{ "text": "hello",\n "chatId": "628123456789@c.us" }'
    assert (await send(client, session, turned, Idempotency_Key="order-1")).status == 200
    assert len(context.gateway.messages.sent) == 1


async def test_other_keys_bodies_and_sessions_are_other_requests(
    client: RestClient, context: FakeGatewayContext, session: SessionRecord
) -> None:
    other = context.gateway.sessions.add("other")
    await send(client, session, Idempotency_Key="order-1")
    await send(client, session, Idempotency_Key="order-2")
    await send(client, other, Idempotency_Key="order-1")
    await send(client, session)
    assert len(context.gateway.messages.sent) == 4


async def test_refused_request_may_be_made_again(
    client: RestClient, context: FakeGatewayContext, session: SessionRecord
) -> None:
    refused = await send(client, session, {"chatId": "x"}, Idempotency_Key="order-1")
    assert refused.status == 400
    assert (await send(client, session, Idempotency_Key="order-1")).status == 200


@pytest.mark.parametrize("key", ["", "a b", "ü", "x" * 256])
async def test_malformed_key_is_named(client: RestClient, session: SessionRecord, key: str) -> None:
    answer = await send(client, session, Idempotency_Key=key.encode().decode("latin-1"))
    assert answer.status == 400
    assert list(answer.fields) == ["Idempotency-Key"]


async def test_api_key_is_shown_once_and_kept_nowhere(
    client: RestClient, context: FakeGatewayContext
) -> None:
    body = {"name": "CRM", "role": "viewer"}
    first = await client.post("/api/keys", body, headers={"Idempotency-Key": "k"})
    again = await client.post("/api/keys", body, headers={"Idempotency-Key": "k"})
    assert first.status == 201
    assert (again.status, again.error["code"]) == (409, "IDEMPOTENCY_CONFLICT")
    assert len(context.gateway.keys.records) == 1
    kept = b"".join(answer.body for answer in context.gateway.idempotency.answers.values())
    assert first.data["key"].encode() not in kept


async def test_get_has_no_use_for_a_key(client: RestClient, context: FakeGatewayContext) -> None:
    await client.get("/api/sessions", headers={"Idempotency-Key": "k"})
    assert context.gateway.idempotency.answers == {}
