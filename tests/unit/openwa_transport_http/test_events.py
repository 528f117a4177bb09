"""The event log over REST."""

from dataclasses import replace

import pytest

from openwa_core.testing.contracts.storage.samples import an_event
from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.ids import SessionId
from tests.unit.openwa_transport_http.rest_client import RestClient

SESSION = SessionId("sess_1")


@pytest.fixture
def events(context: FakeGatewayContext) -> list[Event]:
    sessions = context.gateway.sessions
    sessions.put(replace(sessions.add("logged"), id=SESSION))
    kinds = (EventType.MESSAGE_RECEIVED, EventType.MESSAGE_ACK, EventType.SESSION_STATUS)
    made = [
        replace(an_event(SESSION), type=kind, seq=seq, data=f'{{"number":{seq}.0}}')
        for seq, kind in enumerate(kinds, 1)
    ]
    made[2] = replace(made[2], chat_id=None)
    context.gateway.log.events += made
    return made


async def test_log_is_read_from_its_beginning_with_what_was_stored(
    client: RestClient, events: list[Event]
) -> None:
    answer = await client.get(f"/api/sessions/{SESSION}/events")
    assert answer.status == 200
    assert {name: answer.data[name] for name in ("next", "more", "gap")} == {
        "next": "3",
        "more": False,
        "gap": False,
    }
    assert answer.data["events"][0] == {
        "id": events[0].id,
        "seq": 1,
        "event": "message.received",
        "sessionId": SESSION,
        "chatId": events[0].chat_id,
        "timestamp": "2026-02-03T04:05:06.789Z",
        "data": {"number": 1.0},
    }
    assert b'"data":{"number":1.0}' in answer.body
    assert "chatId" not in answer.data["events"][2]


async def test_log_is_read_on_in_stretches_and_by_kind(client: RestClient, events: list[Event]) -> None:
    first = await client.get(f"/api/sessions/{SESSION}/events?limit=2")
    assert ([one["seq"] for one in first.data["events"]], first.data["more"]) == ([1, 2], True)
    rest = await client.get(f"/api/sessions/{SESSION}/events?since={first.data['next']}")
    assert [one["seq"] for one in rest.data["events"]] == [3]
    after = await client.get(
        f"/api/sessions/{SESSION}/events?since={events[0].id}&types=message.ack,session.qr"
    )
    assert [one["seq"] for one in after.data["events"]] == [2]


@pytest.mark.usefixtures("events")
async def test_gap_in_the_log_is_told(client: RestClient, context: FakeGatewayContext) -> None:
    context.gateway.log.pruned = 5
    assert (await client.get(f"/api/sessions/{SESSION}/events?since=2")).data["gap"] is True


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("types=message.unheard", "VALIDATION_ERROR"),
        ("limit=0", "VALIDATION_ERROR"),
        ("since=", "VALIDATION_ERROR"),
        ("since=evt_gone", "EVENT_NOT_FOUND"),
    ],
)
async def test_question_that_means_nothing_is_refused(client: RestClient, query: str, code: str) -> None:
    assert (await client.get(f"/api/sessions/{SESSION}/events?{query}")).error["code"] == code


async def test_session_is_looked_for_before_the_event(client: RestClient) -> None:
    answer = await client.get("/api/sessions/sess_absent/events?since=evt_gone")
    assert answer.error["code"] == "SESSION_NOT_FOUND"
