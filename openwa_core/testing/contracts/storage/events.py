"""The event log and its listeners."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from openwa_core.testing.contracts.storage.samples import (
    CHAT,
    NOW,
    add_session,
    an_event,
    an_incoming,
    an_outgoing,
    events_of,
    sent,
)
from openwa_hookspecs.models.events import Event, EventFilter, EventType
from openwa_hookspecs.models.ids import EventId, SessionId
from openwa_hookspecs.storage import Storage

__all__ = ["EventsContract"]

_ALL = EventFilter()
_A, _B = SessionId("sess_a"), SessionId("sess_b")
_AWKWARD = '{"z":"\\u0000 • \\ud83d\\ude00 \U0001f600","a":1.0,"a2":{"b":[ ]}}'


class EventsContract:
    """`EventRepository` and `Storage.listen`."""

    async def test_event_comes_back_byte_for_byte(self, storage: Storage) -> None:
        event = an_event(_A, data=_AWKWARD, time=NOW + timedelta(microseconds=1), chat_id=None)
        await storage.events.append([event])
        (read,) = await storage.events.read(after=0, wanted=_ALL, limit=10)
        assert read.seq > 0
        assert read == replace(event, seq=read.seq)

    async def test_log_keeps_the_order_and_is_read_on_from_a_place(self, storage: Storage) -> None:
        events = [an_event(_A) for _ in range(5)]
        await storage.events.append(events[:2])
        await storage.events.append(events[2:])
        read = await storage.events.read(after=0, wanted=_ALL, limit=100)
        assert [event.id for event in read] == [event.id for event in events]
        assert [event.seq for event in read] == sorted({event.seq for event in read})
        rest = await storage.events.read(after=read[1].seq, wanted=_ALL, limit=2)
        assert list(rest) == list(read[2:4])
        assert not await storage.events.read(after=read[-1].seq, wanted=_ALL, limit=2)

    async def test_reader_gets_the_sessions_and_types_that_he_wants(self, storage: Storage) -> None:
        ack, status = EventType.MESSAGE_ACK, EventType.SESSION_STATUS
        events = [an_event(session, type=kind) for session in (_A, _B) for kind in (ack, status)]
        await storage.events.append(events)
        for wanted in (
            EventFilter(sessions=frozenset({_A})),
            EventFilter(types=frozenset({ack})),
            EventFilter(sessions=frozenset({_B}), types=frozenset({status})),
            EventFilter(sessions=frozenset({_A, _B}), types=frozenset({ack, status})),
            EventFilter(sessions=frozenset({SessionId("sess_c")})),
        ):
            read = await storage.events.read(after=0, wanted=wanted, limit=10)
            assert [event.id for event in read] == [event.id for event in events if wanted.matches(event)]

    async def test_bounds_are_zero_and_then_the_first_and_last_place(self, storage: Storage) -> None:
        assert await storage.events.bounds() == (0, 0)
        await storage.events.append([an_event(_A) for _ in range(3)])
        read = await storage.events.read(after=0, wanted=_ALL, limit=10)
        assert await storage.events.bounds() == (read[0].seq, read[-1].seq)

    async def test_event_is_found_by_its_id(self, storage: Storage) -> None:
        event = an_event(_A)
        await storage.events.append([event])
        found = await storage.events.find(event.id)
        assert found is not None
        assert found == replace(event, seq=found.seq)
        assert await storage.events.find(EventId("evt_nowhere")) is None

    async def test_place_of_a_moment_leaves_out_nothing_that_happened_since(self, storage: Storage) -> None:
        times = [NOW + timedelta(seconds=second) for second in (0, 5, 3, 6)]
        await storage.events.append([an_event(_A, time=time) for time in times])
        seqs = [event.seq for event in await storage.events.read(after=0, wanted=_ALL, limit=10)]
        assert await storage.events.before(NOW + timedelta(seconds=4)) == seqs[0]
        assert await storage.events.before(NOW + timedelta(seconds=6)) == seqs[2]

    async def test_place_of_a_moment_is_the_last_event_before_it(self, storage: Storage) -> None:
        assert await storage.events.before(NOW) == 0
        assert await storage.events.oldest_after(0) is None
        times = [NOW + timedelta(seconds=second) for second in (0, 1, 1, 3)]
        await storage.events.append([an_event(_A, time=time) for time in times])
        seqs = [event.seq for event in await storage.events.read(after=0, wanted=_ALL, limit=10)]
        assert await storage.events.before(NOW) == 0
        assert await storage.events.before(NOW + timedelta(seconds=1)) == seqs[0]
        assert await storage.events.before(NOW + timedelta(seconds=2)) == seqs[2]
        assert await storage.events.before(NOW + timedelta(days=1)) == seqs[3]
        assert await storage.events.oldest_after(seqs[2]) == times[3]

    async def test_appending_nothing_is_no_error(self, storage: Storage) -> None:
        await storage.events.append([])
        assert await storage.events.bounds() == (0, 0)

    async def test_listener_is_told_of_what_is_committed_with_its_place(self, storage: Storage) -> None:
        session = await add_session(storage)
        told: list[Event] = []
        storage.listen(told.extend)
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [an_event(session.id)])
        end = sent(row)
        for _ in range(2):  # the second end is no step, and its event is none
            await storage.messages.end_outgoing(
                session.id, row.key, epoch=session.epoch, end=end, events=[an_event(session.id)]
            )
        await storage.events.append([an_event(session.id), an_event(session.id)])
        assert told == list(await storage.events.read(after=0, wanted=_ALL, limit=10))
        assert len(told) == 4

    async def test_all_listeners_are_told(self, storage: Storage) -> None:
        first: list[Event] = []
        second: list[Event] = []
        storage.listen(first.extend)
        storage.listen(second.extend)
        await storage.events.append([an_event(_A)])
        assert first == second
        assert len(first) == 1

    async def test_many_writers_at_once_leave_one_order(self, storage: Storage) -> None:
        session = await add_session(storage)
        told: list[Event] = []
        storage.listen(told.extend)

        async def receive(number: int) -> None:
            message = an_incoming(number)
            events = [an_event(session.id, chat_id=CHAT) for _ in range(2)]
            assert await storage.messages.record(
                session.id, epoch=session.epoch, message=message, events=events
            )

        await asyncio.gather(*(receive(number) for number in range(100)))
        read = await storage.events.read(after=0, wanted=_ALL, limit=1000)
        assert told == list(read)
        assert len(told) == 200
        pairs = list(zip(told[::2], told[1::2], strict=True))
        assert all(int(second.id[4:]) == int(first.id[4:]) + 1 for first, second in pairs)

    async def test_cancelled_caller_writes_all_or_nothing_and_harms_nobody(self, storage: Storage) -> None:
        session = await add_session(storage)
        message, event = an_incoming(1), an_event(session.id)
        writing = asyncio.ensure_future(
            storage.messages.record(session.id, epoch=session.epoch, message=message, events=[event])
        )
        await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait([writing])
        assert await storage.messages.record(
            session.id, epoch=session.epoch, message=an_incoming(2), events=[]
        )
        stored = await storage.messages.get(session.id, message.id)
        assert await events_of(storage) == ([] if stored is None else [event.id])
