"""Events as they happen: to whom, in which shape, and what becomes of those who do not read."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.canonical_json import js_text
from openwa_hookspecs.errors import ServiceUnavailableError, UnauthorizedError
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_transport_websocket import hub, recent
from openwa_transport_websocket.config import WebsocketConfig
from openwa_transport_websocket.door import Door
from openwa_transport_websocket.words import event_frame
from tests.unit.openwa_transport_websocket.client import Client, FakeFrames, Happenings

Make = Callable[..., Client]


async def test_an_event_has_the_shape_of_the_specification(client: Client, world: Happenings) -> None:
    await client.subscribe("sess_1")
    data = {"messageId": "true_628123456789@c.us_3EB0ABC", "type": "chat", "body": 'say "type":"chat"'}
    event = world.happen("sess_1", EventType.MESSAGE_RECEIVED, js_text(data))
    await client.settle()
    assert client.frames.heard[-1] == {
        "type": "event",
        "payload": {
            "event": "message.received",
            "sessionId": "sess_1",
            "data": data | {"type": "text"},
            "id": event.id,
            "seq": 1,
        },
        "timestamp": client.frames.heard[-1]["timestamp"],
    }
    assert client.frames.heard[-1]["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "data",
    [
        '{"type":"image","caption":"x"}',
        '{"body":"\\"type\\":\\"chat\\""}',
        '{"type":"image","quoted":{"type":"chat"}}',
        '{"n":1e+21}',
    ],
)
def test_only_the_type_of_a_text_is_changed(data: str, context: FakeGatewayContext) -> None:
    event = Happenings(context).happen("sess_1", EventType.MESSAGE_RECEIVED, data)
    assert f'"data":{data}'.encode() in event_frame(event)


async def test_only_what_is_subscribed_to_is_told(client: Client, world: Happenings) -> None:
    await client.subscribe("sess_1", "message.ack", "group.join")
    await client.subscribe("*", "group.leave")
    world.happen("sess_1", EventType.MESSAGE_ACK)
    world.happen("sess_2", EventType.MESSAGE_ACK)
    world.happen("sess_1", EventType.MESSAGE_RECEIVED)
    world.happen("sess_1", EventType.GROUP_JOIN)
    world.happen("sess_2", EventType.GROUP_LEAVE)
    assert await client.events() == [1, 4, 5]


async def test_what_happened_before_the_subscription_is_not_told(client: Client, world: Happenings) -> None:
    world.happen("sess_1")
    assert (await client.subscribe("sess_1"))["payload"]["seq"] == 1
    world.happen("sess_1")
    assert await client.events() == [2]


async def test_overlapping_subscriptions_tell_once(client: Client, world: Happenings) -> None:
    for session, kind in (("*", "*"), ("sess_1", "*"), ("sess_1", "message.ack"), ("*", "message.ack")):
        await client.subscribe(session, kind)
    world.happen("sess_1")
    assert await client.events() == [1]


async def test_new_sessions_are_among_all(
    client: Client, context: FakeGatewayContext, world: Happenings
) -> None:
    await client.subscribe("*")
    context.gateway.sessions.add("three")
    world.happen("sess_3")
    assert await client.events() == [1]


async def test_an_event_is_written_out_once_for_all_sockets(
    make: Make, world: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def counted(event: Event) -> bytes:
        written.append(event.seq)
        return event_frame(event)

    monkeypatch.setattr(recent, "event_frame", counted)
    clients = [await make().open() for _ in range(5)]
    for number, client in enumerate(clients):
        await client.subscribe("*" if number % 2 else "sess_1")
    world.happen("sess_1")
    world.happen("sess_2")
    assert [await client.events() for client in clients] == [[1], [1, 2], [1], [1, 2], [1]]
    assert written == [1, 2]


async def test_what_comes_together_leaves_together(client: Client, world: Happenings) -> None:
    await client.subscribe()
    for _ in range(50):
        world.happen("sess_1")
    before = len(client.frames.writes)
    assert await client.events() == list(range(1, 51))
    assert len(client.frames.writes) - before == 1


async def test_a_large_stretch_leaves_in_pieces(client: Client, world: Happenings) -> None:
    await client.subscribe()
    for _ in range(5):
        world.happen("sess_1", data=js_text({"body": "x" * 60_000}))
    before = len(client.frames.writes)
    assert await client.events() == [1, 2, 3, 4, 5]
    assert max(map(len, client.frames.writes[before:])) < 256 * 1024


class TestClientThatDoesNotRead:
    @pytest.fixture
    def config(self) -> WebsocketConfig:
        return WebsocketConfig(recent_events=20, write_timeout_s=5)

    @pytest.fixture
    def filler(self) -> str:
        return js_text({"body": "x" * 70_000})

    async def test_is_cut_off_when_nothing_moves(
        self, make: Make, context: FakeGatewayContext, world: Happenings, filler: str
    ) -> None:
        stuck, good = await make().open(), await make().open()
        for client in (stuck, good):
            await client.subscribe()
        stuck.frames.reads = False
        for _ in range(4):
            world.happen("sess_1", data=filler)
        assert await good.events() == [1, 2, 3, 4]
        assert len(await stuck.events()) < 4
        await context.clock.advance(4)
        assert not stuck.frames.aborted
        await context.clock.advance(2)
        assert stuck.frames.aborted
        assert not good.frames.aborted

    async def test_is_told_and_closed_when_it_is_too_far_behind(
        self, make: Make, world: Happenings, filler: str
    ) -> None:
        client = await make().open()
        await client.subscribe()
        client.frames.reads = False
        world.happen("sess_1", data=filler)
        assert await client.events() == [1]
        for _ in range(30):
            world.happen("sess_1")
        client.frames.waiting = 1  # it reads again, too late
        await client.settle()
        notice = client.frames.heard[-1]["payload"]
        assert (notice["code"], client.close_code) == ("SERVICE_UNAVAILABLE", 1013)
        assert notice["message"].endswith("since: 1")

    async def test_goes_on_where_it_was_when_it_reads_in_time(
        self, make: Make, context: FakeGatewayContext, world: Happenings, filler: str
    ) -> None:
        client = await make().open()
        await client.subscribe()
        client.frames.reads = False
        for _ in range(10):
            world.happen("sess_1", data=filler)
        await client.settle()
        client.frames.reads, client.frames.waiting = True, 0
        await context.clock.advance(10)
        assert await client.events() == list(range(1, 11))
        assert not client.frames.aborted

    async def test_is_not_answered_either(self, make: Make, world: Happenings, filler: str) -> None:
        client = await make().open()
        await client.subscribe()
        client.frames.reads = False
        world.happen("sess_1", data=filler)
        await client.settle()
        for _ in range(20):
            assert await client.say({"type": "ping"}) is None
        client.frames.reads, client.frames.waiting = True, 0
        await client.settle()
        assert [each["type"] for each in client.frames.heard].count("pong") == 20


async def test_quiet_clients_are_left_alone(client: Client, context: FakeGatewayContext) -> None:
    await client.subscribe()
    await context.clock.advance(3600)
    assert not client.frames.aborted
    assert client.close_code is None


class TestKeys:
    async def test_a_key_that_ends_takes_all_its_sockets_along(
        self, make: Make, context: FakeGatewayContext, world: Happenings
    ) -> None:
        gone, also_gone, stays = (
            await make().open(),
            await make().open(),
            await make(query="apiKey=viewer").open(),
        )
        await stays.subscribe()
        del context.auth.principals["admin"]
        context.auth.shown.clear()
        await context.clock.advance(5)
        assert [gone.close_code, also_gone.close_code, stays.close_code] == [1008, 1008, None]
        assert gone.frames.heard[-1]["payload"]["code"] == "UNAUTHORIZED"
        assert len(context.auth.shown) == 2, "once for each key, not for each socket"
        world.happen("sess_1")
        assert await stays.events() == [1]

    async def test_a_database_that_is_away_closes_nothing(
        self, client: Client, context: FakeGatewayContext
    ) -> None:
        context.auth.error = ServiceUnavailableError("The database does not answer")
        await context.clock.advance(60)
        assert client.close_code is None

    async def test_a_key_that_sees_less_is_told_less(
        self, client: Client, context: FakeGatewayContext, world: Happenings
    ) -> None:
        await client.subscribe()
        context.auth.principals["admin"] = Principal(
            name="admin", role=Role.VIEWER, sessions=frozenset({SessionId("sess_2")})
        )
        await context.clock.advance(5)
        world.happen("sess_1")
        world.happen("sess_2")
        assert await client.events() == [2]


async def test_a_client_that_ignores_the_close_is_cut_off(
    client: Client, context: FakeGatewayContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openwa_transport_websocket.live_socket._GOODBYE_S", 0.01)
    context.auth.error = UnauthorizedError()
    await client.subscribe()
    async with asyncio.timeout(5):
        while not client.frames.aborted:
            await asyncio.sleep(0.005)
    assert client.close_code == 1008


async def test_with_the_last_socket_everything_goes(
    make: Make, context: FakeGatewayContext, door: Door, world: Happenings
) -> None:
    clients = [await make().open() for _ in range(3)]
    for client in clients:
        await client.subscribe()
    world.happen("sess_1")
    for client in clients:
        await client.leave()
    await context.clock.advance(10)
    assert len(door) == 0
    assert len(context.tasks) == 0
    again = await make().open()
    await again.subscribe()
    world.happen("sess_1")
    assert await again.events() == [2]


async def test_a_bus_that_overflows_closes_whoever_missed_something(
    make: Make, context: FakeGatewayContext, world: Happenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "_BUS_SIZE", 10)
    client = await make().open()
    await client.subscribe()
    for _ in range(11):
        world.happen("sess_1")
    await client.settle()
    assert client.close_code == 1013
    again = await make().open()
    await again.subscribe(since=0)
    world.happen("sess_1")
    assert await again.events() == list(range(1, 13))


async def test_a_socket_without_the_servers_frame_writer_is_refused(
    make: Make, context: FakeGatewayContext
) -> None:
    client = make(frames=None)
    await client.open()
    assert client.status == 500
    assert [line.event for line in context.log.lines] == ["a socket could not be opened"]


def test_a_frame_of_each_size_is_framed_right() -> None:
    frames = FakeFrames()
    context = FakeGatewayContext()
    base = Happenings(context).happen("sess_1")
    for size in (1, 200, 65_000, 70_000):
        frames.write(event_frame(replace(base, data=js_text({"body": "x" * size}))))
    assert [len(each["payload"]["data"]["body"]) for each in frames.heard] == [1, 200, 65_000, 70_000]
