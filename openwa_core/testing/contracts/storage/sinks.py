"""The sinks' cursors and dead letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from openwa_core.testing.contracts.storage.samples import NOW, an_event
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sinks import DeadLetter, SinkCursor
from openwa_hookspecs.storage import Storage

__all__ = ["SinksContract"]

_LATER = NOW + timedelta(seconds=1)


class SinksContract:
    """`SinkRepository`."""

    async def test_sink_is_unknown_until_it_begins(self, storage: Storage) -> None:
        assert await storage.sinks.cursor("kafka") is None
        assert not await storage.sinks.move("kafka", expected=0, to=1, at=NOW)
        assert not await storage.sinks.rewind("kafka", seq=0, at=NOW)
        assert await storage.sinks.cursor("kafka") is None

    async def test_sink_begins_once(self, storage: Storage) -> None:
        begun = SinkCursor(sink="kafka", seq=5, moved_at=NOW)
        assert await storage.sinks.begin("kafka", seq=5, at=NOW) == begun
        assert await storage.sinks.begin("kafka", seq=9, at=_LATER) == begun
        assert await storage.sinks.cursor("kafka") == begun
        assert await storage.sinks.cursor("slack") is None

    async def test_cursor_moves_only_from_where_it_is(self, storage: Storage) -> None:
        await storage.sinks.begin("kafka", seq=5, at=NOW)
        assert await storage.sinks.move("kafka", expected=5, to=8, at=_LATER)
        assert not await storage.sinks.move("kafka", expected=5, to=9, at=_LATER)
        assert await storage.sinks.cursor("kafka") == SinkCursor(sink="kafka", seq=8, moved_at=_LATER)

    async def test_rewound_cursor_is_moved_by_nobody_who_does_not_know(self, storage: Storage) -> None:
        await storage.sinks.begin("kafka", seq=5, at=NOW)
        assert await storage.sinks.rewind("kafka", seq=2, at=_LATER)
        assert not await storage.sinks.move("kafka", expected=5, to=8, at=_LATER)
        assert await storage.sinks.move("kafka", expected=2, to=3, at=_LATER)

    async def test_dead_letter_keeps_the_whole_event(self, storage: Storage) -> None:
        event = replace(an_event(SessionId("sess_gone"), data='{"z":"\\u0000 ü"}'), seq=7)
        letter = DeadLetter(sink="kafka", event=event, error="too large", at=NOW)
        await storage.sinks.begin("kafka", seq=6, at=NOW)
        assert await storage.sinks.move("kafka", expected=6, to=7, at=NOW, dead=[letter])
        page = await storage.sinks.dead_letters("kafka", number=1, limit=10)
        assert (list(page.items), page.total) == ([letter], 1)
        assert not (await storage.sinks.dead_letters("slack", number=1, limit=10)).items

    async def test_dead_letter_of_a_move_that_fails_is_not_kept(self, storage: Storage) -> None:
        await storage.sinks.begin("kafka", seq=6, at=NOW)
        letter = DeadLetter(sink="kafka", event=replace(an_event(SessionId("s")), seq=7), error="x", at=NOW)
        assert not await storage.sinks.move("kafka", expected=5, to=7, at=NOW, dead=[letter])
        assert (await storage.sinks.dead_letters("kafka", number=1, limit=10)).total == 0

    async def test_event_that_is_refused_again_is_one_letter_with_the_last_error(
        self, storage: Storage
    ) -> None:
        events = [replace(an_event(SessionId("s")), seq=seq) for seq in (7, 8)]
        await storage.sinks.begin("kafka", seq=6, at=NOW)
        first = [DeadLetter(sink="kafka", event=event, error="first", at=NOW) for event in events]
        await storage.sinks.move("kafka", expected=6, to=8, at=NOW, dead=first)
        await storage.sinks.rewind("kafka", seq=6, at=NOW)
        again = replace(first[0], error="second", at=_LATER)
        await storage.sinks.move("kafka", expected=6, to=7, at=_LATER, dead=[again])
        page = await storage.sinks.dead_letters("kafka", number=1, limit=10)
        assert list(page.items) == [first[1], again]
        second = await storage.sinks.dead_letters("kafka", number=2, limit=1)
        assert (list(second.items), second.total) == ([again], 2)
