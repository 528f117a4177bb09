"""`since`: from the log to the live end, each event once, in order."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Role
from openwa_transport_websocket import replay
from openwa_transport_websocket.config import WebsocketConfig
from openwa_transport_websocket.door import Door
from tests.unit.openwa_transport_websocket.client import Client, Happenings

Make = Callable[..., Client]


@pytest.mark.parametrize("since", [3, "3", "evt_3"])
async def test_since_goes_on_after_that_event(client: Client, world: Happenings, since: int | str) -> None:
    for _ in range(5):
        world.happen("sess_1")
    answer = await client.subscribe("sess_1", since=since)
    assert answer["payload"] == {"sessionId": "sess_1", "events": ["*"], "seq": 3, "gap": False}
    world.happen("sess_1")
    assert await client.events() == [4, 5, 6]


async def test_a_long_log_comes_in_pages_and_in_order(
    client: Client, world: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "_PAGE", 7)
    for number in range(100):
        world.happen("sess_1" if number % 3 else "sess_2")
    await client.subscribe("sess_1", since=0)
    await client.context.clock.advance(1)
    world.happen("sess_1")
    assert await client.events() == [seq for seq in range(1, 102) if (seq - 1) % 3]


async def test_a_gap_is_told(client: Client, context: FakeGatewayContext, world: Happenings) -> None:
    context.gateway.log.pruned = 10
    world.happen("sess_1")
    assert (await client.subscribe("sess_1", since=4))["payload"]["gap"] is True
    assert await client.events() == [11]


async def test_a_place_that_the_log_has_not_reached_is_a_gap(client: Client, world: Happenings) -> None:
    """The database was replaced: without that the client would hear nothing for long."""
    world.happen("sess_1")
    answer = await client.subscribe("sess_1", since=5000)
    assert (answer["payload"]["gap"], answer["payload"]["seq"]) == (True, 1)
    world.happen("sess_1")
    assert await client.events() == [2]


async def test_what_is_pruned_during_the_replay_is_told(
    client: Client, context: FakeGatewayContext, world: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "_PAGE", 2)
    for _ in range(8):
        world.happen("sess_1")
    client.frames.reads = False
    client.frames.waiting = 1 << 20
    asking = asyncio.create_task(client.subscribe("sess_1", since=0))
    await client.settle()
    await asking
    client.frames.reads, client.frames.waiting = True, 0
    original = context.gateway.log.read

    async def read(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - as it is called
        if options["since"] == 2:
            context.gateway.log.pruned = 5
            del context.gateway.log.events[:5]
        return await original(*args, **options)

    monkeypatch.setattr(context.gateway.log, "read", read)
    await context.clock.advance(1)
    assert await client.events() == [1, 2, 6, 7, 8]
    (notice,) = [each["payload"] for each in client.frames.heard if each["type"] == "error"]
    assert (notice["code"], notice["details"]) == ("EVENT_NOT_FOUND", {"since": 2})


async def test_an_event_that_is_gone_is_told(client: Client) -> None:
    answer = await client.subscribe("sess_1", since="evt_404")
    assert answer["payload"]["code"] == "EVENT_NOT_FOUND"


async def test_a_limited_key_resumes_with_its_sessions_alone(
    make: Make, context: FakeGatewayContext, world: Happenings
) -> None:
    context.auth.admit("limited", Role.VIEWER, SessionId("sess_1"))
    for number in range(6):
        world.happen("sess_1" if number % 2 else "sess_2")
    client = await make(query="apiKey=limited").open()
    await client.subscribe("*", since=0)
    assert await client.events() == [2, 4, 6]


async def test_requests_during_a_replay_wait_for_it_but_pings_do_not(
    client: Client, world: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "_PIECE_BYTES", 1)
    for _ in range(5):
        world.happen("sess_1")
    client.frames.waiting = 0
    original = client.frames.write

    def write(frames: bytes) -> bool:
        if b'"event"' in frames:
            client.frames.waiting = 1 << 20
        return original(frames)

    monkeypatch.setattr(client.frames, "write", write)
    await client.subscribe("sess_1", since=0)
    assert await client.events() == [1]
    for count in range(2, 6):
        client.frames.waiting = 0
        assert await client.events() == list(range(1, count + 1))


async def test_a_database_that_goes_away_during_the_replay_closes_the_socket(
    client: Client, context: FakeGatewayContext, world: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "_PAGE", 1)
    for _ in range(3):
        world.happen("sess_1")
    original = context.gateway.log.read

    async def read(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - as it is called
        if options["since"] == 1:
            raise ServiceUnavailableError("The database does not answer")
        return await original(*args, **options)

    monkeypatch.setattr(context.gateway.log, "read", read)
    await client.subscribe("sess_1", since=0)
    await client.settle()
    assert client.frames.heard[-1]["payload"]["code"] == "SERVICE_UNAVAILABLE"
    assert client.close_code == 1013


async def test_a_refused_resumption_leaves_the_rest_as_it_was(
    client: Client, context: FakeGatewayContext, world: Happenings
) -> None:
    await client.subscribe("sess_1")
    context.gateway.log.error = ServiceUnavailableError("The database does not answer")
    assert (await client.subscribe("sess_2", since=0))["payload"]["code"] == "SERVICE_UNAVAILABLE"
    context.gateway.log.error = None
    world.happen("sess_1")
    world.happen("sess_2")
    assert await client.events() == [1]


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("happen"), st.sampled_from(["sess_1", "sess_2"]), st.integers(1, 5)),
        st.tuples(
            st.just("subscribe"),
            st.sampled_from(["sess_1", "sess_2", "*"]),
            st.sampled_from(["message.ack", "group.join", "*"]),
        ),
        st.tuples(st.just("resume"), st.sampled_from(["sess_1", "sess_2", "*"]), st.integers(0, 30)),
        st.tuples(st.just("settle"), st.just(""), st.integers(1, 3)),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_whatever_is_asked_for_each_event_comes_once(steps: list[tuple[str, str, Any]]) -> None:
    asyncio.run(_walk(steps))


async def _walk(steps: list[tuple[str, str, Any]]) -> None:
    context = FakeGatewayContext(name="websocket")
    context.gateway.sessions.add("one")
    context.gateway.sessions.add("two")
    world = Happenings(context)
    client = await Client(door=Door(WebsocketConfig(recent_events=16), context), context=context).open()
    due: set[int] = set()
    held: set[tuple[str, str]] = set()

    def matches(seq: int, topics: set[tuple[str, str]]) -> bool:
        event = context.gateway.log.events[seq - 1]
        return any(
            session in ("*", event.session_id) and kind in ("*", event.type.value) for session, kind in topics
        )

    for number, (step, session, more) in enumerate(steps):
        if step == "happen":
            for _ in range(more):
                kind = EventType.MESSAGE_ACK if number % 2 else EventType.GROUP_JOIN
                event = world.happen(session, kind)
                if matches(event.seq, held):
                    due.add(event.seq)
        elif step == "subscribe":
            await client.subscribe(session, more)
            held.add((session, more))
        elif step == "resume":
            await client.subscribe(session, since=more)
            held.add((session, "*"))
            due |= {
                event.seq
                for event in context.gateway.log.events
                if event.seq > more and matches(event.seq, {(session, "*")})
            }
        else:
            await context.clock.advance(more)
    heard = await client.events()
    await client.leave()
    await context.tasks.cancel()
    assert sorted(heard) == sorted(due)
