from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from openwa_core.events.bus import LiveBus, LiveSubscription
from openwa_hookspecs.models.events import Event, EventFilter, EventType
from openwa_hookspecs.models.ids import EventId, SessionId

ALL = EventFilter()


def event(seq: int, session: str = "sess_1", kind: EventType = EventType.SESSION_STATUS) -> Event:
    return Event(
        id=EventId(f"evt_{seq}"),
        type=kind,
        session_id=SessionId(session),
        time=datetime(2026, 1, 1, tzinfo=UTC),
        data="{}",
        seq=seq,
    )


async def first_of(reader: LiveSubscription) -> Event:
    return await anext(aiter(reader))


async def test_readers_get_what_is_published_after_they_came_in_order() -> None:
    bus = LiveBus()
    bus.publish([event(1)])
    reader = bus.subscribe(ALL, 10)
    bus.publish([event(2), event(3)])
    reader.close()
    assert [each.seq async for each in reader] == [2, 3]


async def test_a_reader_waits_for_the_next_event() -> None:
    bus = LiveBus()
    reader = bus.subscribe(ALL, 10)
    waiting = asyncio.create_task(first_of(reader))
    await asyncio.sleep(0)
    bus.publish([event(7)])
    assert (await waiting).seq == 7


async def test_a_filter_keeps_other_sessions_and_types_out() -> None:
    bus = LiveBus()
    wanted = EventFilter(
        sessions=frozenset({SessionId("sess_1")}), types=frozenset({EventType.MESSAGE_RECEIVED})
    )
    reader = bus.subscribe(wanted, 10)
    bus.publish([event(1), event(2, "sess_2", EventType.MESSAGE_RECEIVED)])
    bus.publish([event(3, "sess_1", EventType.MESSAGE_RECEIVED)])
    reader.close()
    assert [each.seq async for each in reader] == [3]


async def test_a_slow_reader_is_cut_off_and_told_and_holds_up_nobody() -> None:
    bus = LiveBus()
    slow, quick = bus.subscribe(ALL, 2), bus.subscribe(ALL, 10)
    bus.publish([event(seq) for seq in range(1, 5)])
    quick.close()
    assert [each.seq async for each in slow] == [1, 2]
    assert slow.overflowed
    assert [each.seq async for each in quick] == [1, 2, 3, 4]
    assert not quick.overflowed
