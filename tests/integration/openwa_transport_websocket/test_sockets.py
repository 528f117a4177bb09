"""Sockets of a gateway that runs: keys, events of a phone, resuming, limits; on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from tests.integration.openwa_transport_websocket.conftest import PEER, House, linked
from tests.support.rest_client import KEY
from tests.support.socket_client import socket_client
from tests.support.waiting import until

START = datetime(2026, 1, 1, tzinfo=UTC)
"""Older than all events here: only the count prunes."""


async def test_a_message_from_a_phone_arrives_in_the_shape_of_the_specification(house: House) -> None:
    async with socket_client(house.url) as client:
        answer = await client.ask(
            {
                "type": "subscribe",
                "payload": {"sessionId": house.session, "events": ["message.received", "message.ack"]},
                "requestId": "req_001",
            }
        )
        assert (answer["type"], answer["requestId"]) == ("subscribed", "req_001")
        await house.write("Hello!")
        payload = await client.event("message.received")
    data = payload["data"]
    assert payload["sessionId"] == house.session
    assert {name: data[name] for name in ("chatId", "from", "type", "body", "isGroup")} == {
        "chatId": f"{PEER}@c.us",
        "from": f"{PEER}@c.us",
        "type": "text",
        "body": "Hello!",
        "isGroup": False,
    }
    assert data["messageId"] == data["id"]
    assert isinstance(data["waTimestamp"], int)
    assert client.heard[-1]["timestamp"].endswith("Z")


async def test_what_is_sent_over_rest_is_told_with_its_receipts(house: House) -> None:
    async with socket_client(house.url) as client:
        await client.subscribe()
        sent = await house.client.send(house.session, f"{PEER}@c.us", "Hi")
        told = await client.event("message.sent")
        assert (told["data"]["messageId"], told["data"]["type"]) == (sent["messageId"], "text")
        assert (await client.event("message.ack"))["data"]["messageId"] == sent["messageId"]


async def test_a_new_session_shows_its_code_and_its_states(house: House) -> None:
    async with socket_client(house.url) as client:
        await client.subscribe("*", "session.qr", "session.status")
        session = await house.client.create("second", "simulator")
        shown = await client.event("session.qr")
        assert shown["sessionId"] == session
        assert shown["data"]["image"].startswith("data:image/png;base64,")
        assert shown["data"]["code"]


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        (f"?apiKey={KEY}", {}),
        ("", {"X-API-Key": KEY}),
        ("", {"Authorization": f"Bearer {KEY}"}),
        (f"?apiKey={KEY}", {"X-API-Key": KEY}),
    ],
)
async def test_the_key_may_stand_where_rest_takes_it(
    house: House, query: str, headers: dict[str, str]
) -> None:
    async with socket_client(house.url, query=query, headers=headers) as client:
        assert (await client.ask({"type": "ping"}))["type"] == "pong"


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {}),
        ("?apiKey=wrong", {}),
        (f"?apiKey={KEY}", {"X-API-Key": "another"}),
        (f"?apiKey={KEY}&apiKey={KEY}", {}),
        ("?apiKey=", {}),
    ],
)
async def test_other_keys_are_refused(house: House, query: str, headers: dict[str, str]) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with socket_client(house.url, query=query, headers=headers):
            pass
    assert refused.value.status == 401


async def test_a_limited_key_hears_of_its_sessions_alone(house: House) -> None:
    other = await linked(house.client, house.phones, name="other", number="628333333333")
    _, key = await house.key(sessions=[other])
    async with socket_client(house.url, query=f"?apiKey={key}", headers={}) as client:
        assert (await client.subscribe(house.session))["payload"]["code"] == "SESSION_NOT_FOUND"
        assert (await client.subscribe("*", since=0))["type"] == "subscribed"
        await house.write("not for you")
        await house.phones.send(PEER, "628333333333", "for you")
        while (told := await client.event("message.received"))["data"]["body"] != "for you":
            continue
        assert {each["payload"]["sessionId"] for each in client.heard if each["type"] == "event"} == {other}
        assert told["sessionId"] == other


async def test_a_revoked_key_loses_its_sockets(house: House) -> None:
    key_id, key = await house.key()
    async with socket_client(house.url, query=f"?apiKey={key}", headers={}) as client:
        await client.subscribe()
        await house.client.call("DELETE", f"/keys/{key_id}")
        assert await client.until_closed() == 1008
        assert client.heard[-1]["payload"]["code"] == "UNAUTHORIZED"


async def test_a_client_that_was_away_goes_on_where_it_was(house: House) -> None:
    async with socket_client(house.url) as client:
        await client.subscribe(house.session, "message.received")
        await house.write("one")
        last = (await client.event("message.received"))["seq"]
    await house.write("two")
    await house.write("three")
    await until(lambda: _in_history(house, "three"))
    async with socket_client(house.url) as client:
        answer = await client.subscribe(house.session, "message.received", since=last)
        assert (answer["payload"]["seq"], answer["payload"]["gap"]) == (last, False)
        await house.write("four")
        told = [await client.event("message.received") for _ in range(3)]
    assert [each["data"]["body"] for each in told] == ["two", "three", "four"]


async def test_since_may_be_an_event_or_a_time(house: House) -> None:
    async with socket_client(house.url) as client:
        await client.subscribe(house.session, "message.received")
        await house.write("one")
        first = await client.event("message.received")
        await house.write("two")
        await client.event("message.received")
    for since in (first["id"], client.heard[-1]["timestamp"], first["seq"]):
        async with socket_client(house.url) as again:
            await again.subscribe(house.session, "message.received", since=since)
            assert (await again.event("message.received"))["data"]["body"] == "two"
    async with socket_client(house.url) as again:
        refused = await again.subscribe(house.session, since="yesterday")
        assert [fault["path"] for fault in refused["payload"]["details"]["fields"]] == ["payload.since"]
        assert (await again.subscribe(house.session, since="evt_0"))["payload"]["code"] == "EVENT_NOT_FOUND"


async def test_a_message_that_is_too_large_closes_the_socket(house: House) -> None:
    async with socket_client(house.url) as client:
        await client.socket.send_str("x" * (64 * 1024 + 1))
        assert await client.until_closed() == 1009


async def test_health_counts_the_sockets(house: House) -> None:
    async with socket_client(house.url):
        seen = await house.gateway.core.health.report()
        assert seen.services["transport.websocket"].details == {"sockets": 1}


async def test_other_paths_are_no_sockets(house: House) -> None:
    async with aiohttp.ClientSession() as http:
        for path in ("/ws/", "/socket", "/api/ws"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await http.ws_connect(house.url + path, headers={"X-API-Key": KEY})
            assert refused.value.status in {400, 404}


async def test_a_gap_in_the_log_is_told(house: House) -> None:
    for number in range(12):
        await house.write(f"message {number}")
    await until(lambda: _in_history(house, "message 11"))
    events = house.gateway.core.storage.events
    while await events.prune(older_than=START, keep=5, upto=10**9):
        continue
    async with socket_client(house.url) as client:
        answer = await client.subscribe(house.session, since=1)
        assert answer["payload"]["gap"] is True
        told = [(await client.event("message.received"))["data"]["body"] for _ in range(5)]
    assert told == [f"message {number}" for number in range(7, 12)]


class TestSocketsOfOneKey:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"transports": [{"use": "rest"}, {"use": "websocket", "config": {"sockets_per_key": 2}}]}

    async def test_one_too_many_is_refused(self, house: House) -> None:
        async with socket_client(house.url), socket_client(house.url):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with socket_client(house.url):
                    pass
            assert refused.value.status == 429
            assert refused.value.headers is not None
            assert refused.value.headers["Retry-After"] == "10"
        await until(lambda: _can_open(house))


async def _can_open(house: House) -> bool:
    try:
        async with socket_client(house.url):
            return True
    except aiohttp.WSServerHandshakeError:
        return False


async def _in_history(house: House, text: str) -> bool:
    shown = await house.client.history(house.session, f"{PEER}@c.us")
    return text in [each["body"] for each in shown]
