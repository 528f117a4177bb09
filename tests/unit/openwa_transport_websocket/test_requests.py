"""Requests, their answers and their faults (specification 6.7)."""

from collections.abc import Callable

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.errors import UnauthorizedError
from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Role
from openwa_transport_websocket.config import WebsocketConfig
from tests.unit.openwa_transport_websocket.client import Client, Happenings, Json

NOW = "2026-01-01T00:00:00"


async def test_subscribe_answers_under_the_clients_id(client: Client) -> None:
    answer = await client.say(
        {
            "type": "subscribe",
            "payload": {"sessionId": "sess_1", "events": ["message.received", "message.ack"]},
            "requestId": "req_001",
        }
    )
    assert answer["timestamp"].startswith(NOW)
    assert answer | {"timestamp": ""} == {
        "type": "subscribed",
        "payload": {"sessionId": "sess_1", "events": ["message.ack", "message.received"], "seq": 0},
        "requestId": "req_001",
        "timestamp": "",
    }


async def test_without_an_id_the_answer_has_none(client: Client) -> None:
    assert "requestId" not in await client.subscribe()


@pytest.mark.parametrize("payload", [{}, {"payload": {}}, {"payload": None}])
async def test_ping_is_answered_with_pong(client: Client, payload: Json) -> None:
    answer = await client.say({"type": "ping", "requestId": "ping-001", **payload})
    assert (answer["type"], answer["payload"], answer["requestId"]) == ("pong", {}, "ping-001")


async def test_a_session_that_is_missing_is_told(client: Client) -> None:
    answer = await client.subscribe("sess_xxx")
    assert answer["type"] == "error"
    assert answer["payload"]["code"] == "SESSION_NOT_FOUND"
    assert answer["payload"]["message"] == "Session sess_xxx not found"


@pytest.mark.parametrize(
    ("document", "paths"),
    [
        ("{", [""]),
        ("[]", [""]),
        ('"ping"', [""]),
        ("null", [""]),
        ('{"type": "ping", "requestId": "\\ud800"}', [""]),
        ({}, ["type"]),
        ({"type": "publish"}, ["type"]),
        ({"type": ["ping"]}, ["type"]),
        ({"type": "ping", "more": 1}, ["more"]),
        ({"type": "ping", "payload": {"x": 1}}, ["payload.x"]),
        ({"type": "ping", "requestId": 7}, ["requestId"]),
        ({"type": "ping", "requestId": "x" * 129}, ["requestId"]),
        ({"type": "ping", "requestId": "a\0b"}, ["requestId"]),
        ({"type": "subscribe"}, ["payload"]),
        ({"type": "subscribe", "payload": []}, ["payload"]),
        ({"type": "subscribe", "payload": {}}, ["payload.sessionId"]),
        ({"type": "subscribe", "payload": {"sessionId": 1}}, ["payload.sessionId"]),
        ({"type": "subscribe", "payload": {"sessionId": "x" * 65}}, ["payload.sessionId"]),
        ({"type": "unsubscribe", "payload": {"sessionId": "a b"}}, ["payload.sessionId"]),
        ({"type": "subscribe", "payload": {"sessionId": "*", "events": "*"}}, ["payload.events"]),
        ({"type": "subscribe", "payload": {"sessionId": "*", "events": []}}, ["payload.events"]),
        (
            {"type": "subscribe", "payload": {"sessionId": "*", "events": ["*", "x", 1]}},
            ["payload.events[1]", "payload.events[2]"],
        ),
        ({"type": "subscribe", "payload": {"sessionId": "*", "since": -1}}, ["payload.since"]),
        ({"type": "subscribe", "payload": {"sessionId": "*", "since": 1.5}}, ["payload.since"]),
        ({"type": "subscribe", "payload": {"sessionId": "*", "since": True}}, ["payload.since"]),
        ({"type": "unsubscribe", "payload": {"sessionId": "*", "since": 1}}, ["payload.since"]),
    ],
)
async def test_a_fault_is_told_with_its_path_and_the_socket_lives(
    client: Client, document: Json, paths: list[str]
) -> None:
    answer = await client.say(document)
    assert (answer["type"], answer["payload"]["code"]) == ("error", "VALIDATION_ERROR")
    assert [fault["path"] for fault in answer["payload"]["details"]["fields"]] == paths
    assert (await client.say({"type": "ping"}))["type"] == "pong"


@pytest.mark.parametrize("data", [b"", b"\0\1", b'{"type": "ping"}'])
async def test_a_binary_message_is_a_fault(client: Client, data: bytes) -> None:
    answer = await client.say_bytes(data)
    assert answer["payload"]["code"] == "VALIDATION_ERROR"
    assert "text message" in answer["payload"]["message"]


async def test_a_faulty_request_is_answered_under_its_id(client: Client) -> None:
    answer = await client.say({"type": "subscribe", "requestId": "req_9"})
    assert answer["requestId"] == "req_9"


async def test_a_nest_of_brackets_is_a_fault(client: Client) -> None:
    answer = await client.say("[" * 60_000)
    assert answer["payload"]["code"] == "VALIDATION_ERROR"


async def test_a_fault_of_ours_is_logged_and_the_socket_lives(
    client: Client, context: FakeGatewayContext
) -> None:
    context.gateway.sessions.records = None  # type: ignore[assignment]
    answer = await client.subscribe("sess_1")
    assert answer["payload"] == {"code": "INTERNAL_ERROR", "message": "Internal server error"}
    assert [line.event for line in context.log.lines] == ["a request on a socket failed"]
    assert (await client.say({"type": "ping"}))["type"] == "pong"


async def test_a_subscription_may_be_narrowed_and_ended(client: Client, world: Happenings) -> None:
    await client.subscribe("sess_1")
    left = await client.say(
        {"type": "unsubscribe", "payload": {"sessionId": "sess_1", "events": ["message.ack"]}}
    )
    assert left["type"] == "unsubscribed"
    assert left["payload"]["events"] == sorted(set(EventType) - {"message.ack"})
    world.happen("sess_1", EventType.MESSAGE_ACK)
    world.happen("sess_1", EventType.GROUP_JOIN)
    assert await client.events() == [2]
    left = await client.say({"type": "unsubscribe", "payload": {"sessionId": "sess_1"}})
    assert left["payload"] == {"sessionId": "sess_1", "events": []}
    world.happen("sess_1", EventType.GROUP_JOIN)
    assert await client.events() == [2]


async def test_unsubscribing_from_what_is_not_subscribed_to_is_no_fault(client: Client) -> None:
    left = await client.say({"type": "unsubscribe", "payload": {"sessionId": "sess_2"}})
    assert left["payload"] == {"sessionId": "sess_2", "events": []}


async def test_a_key_that_is_revoked_ends_with_the_next_subscription(
    client: Client, context: FakeGatewayContext
) -> None:
    context.auth.error = UnauthorizedError()
    answer = await client.subscribe()
    assert answer["payload"]["code"] == "UNAUTHORIZED"
    assert client.close_code == 1008


class TestLimits:
    @pytest.fixture
    def config(self) -> WebsocketConfig:
        return WebsocketConfig(subscriptions=2, faults_per_minute=3, requests_per_minute=10)

    async def test_subscriptions_are_counted_by_session(
        self, client: Client, context: FakeGatewayContext
    ) -> None:
        context.gateway.sessions.add("three")
        for session in ("sess_1", "sess_2", "sess_1"):
            assert (await client.subscribe(session))["type"] == "subscribed"
        refused = await client.subscribe("sess_3")
        assert (refused["payload"]["code"], refused["payload"]["details"]) == ("FORBIDDEN", {"limit": 2})
        await client.say({"type": "unsubscribe", "payload": {"sessionId": "sess_1"}})
        assert (await client.subscribe("sess_3"))["type"] == "subscribed"

    async def test_who_keeps_sending_faults_is_told_and_closed(self, client: Client) -> None:
        for _ in range(3):
            assert (await client.say("{"))["payload"]["code"] == "VALIDATION_ERROR"
        assert client.close_code is None
        await client.say("{")
        assert client.frames.heard[-1]["payload"]["code"] == "RATE_LIMITED"
        assert client.close_code == 1008
        assert await client.say({"type": "ping"}) is None

    async def test_faults_of_an_earlier_minute_are_forgotten(
        self, client: Client, context: FakeGatewayContext
    ) -> None:
        for _ in range(3):
            await client.say("{")
        await context.clock.advance(60)
        await client.say("{")
        assert client.close_code is None

    async def test_requests_beyond_the_limit_are_refused(
        self, client: Client, context: FakeGatewayContext
    ) -> None:
        for _ in range(10):
            assert (await client.say({"type": "ping"}))["type"] == "pong"
        refused = await client.say({"type": "ping", "requestId": "late"})
        assert (refused["payload"]["code"], refused["requestId"]) == ("RATE_LIMITED", "late")
        await context.clock.advance(60)
        assert (await client.say({"type": "ping"}))["type"] == "pong"


async def test_a_limited_key_finds_no_other_session(
    make: Callable[..., Client], context: FakeGatewayContext, world: Happenings
) -> None:
    context.auth.admit("limited", Role.VIEWER, SessionId("sess_1"))
    client = await make(query="apiKey=limited").open()
    assert (await client.subscribe("sess_2"))["payload"]["code"] == "SESSION_NOT_FOUND"
    assert (await client.subscribe("*"))["type"] == "subscribed"
    world.happen("sess_2")
    world.happen("sess_1")
    assert await client.events() == [2]
