"""What every sink keeps to.

class TestMySink(SinkContract):
    @pytest.fixture
    async def case(self) -> AsyncIterator[SinkCase]:
        ...  # a started sink, and what has come of the events that it took
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace

import pytest

from openwa_core.testing.contracts.storage.samples import OTHER_CHAT, an_event
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.ids import EventId, SessionId
from openwa_hookspecs.service import Health, HealthStatus
from openwa_hookspecs.sink import Sink

__all__ = ["SinkCase", "SinkContract"]

_SESSION = SessionId("sess_contract")
_AWKWARD = '{"text":"\\u0000 \\"quoted\\" \U0001f600 \\ud83d","n":1e21,"nested":{"list":[[]]}}'


@dataclass(frozen=True, kw_only=True)
class SinkCase:
    """A started sink and what a test needs to know of it."""

    sink: Sink
    arrived: Callable[[], Awaitable[Collection[EventId]]]
    """The ids of the events that have come out at the other end, in order, each as often as it did."""


class SinkContract:
    """Subclass, and override `case`."""

    @pytest.fixture
    def case(self) -> SinkCase:
        raise NotImplementedError("override `case` with a started sink")

    async def test_events_that_were_taken_arrive_in_order(self, case: SinkCase) -> None:
        events = _events(5)
        await case.sink.deliver(events[:3])
        await case.sink.deliver(events[3:])
        assert list(await case.arrived()) == [event.id for event in events]

    async def test_every_kind_of_event_is_taken(self, case: SinkCase) -> None:
        events = [replace(_events(1)[0], type=kind, id=EventId(f"evt_{kind}")) for kind in EventType]
        await case.sink.deliver(events)
        assert set(await case.arrived()) == {event.id for event in events}

    async def test_event_without_a_chat_and_one_with_awkward_contents_are_taken(self, case: SinkCase) -> None:
        plain, awkward = _events(2)
        await case.sink.deliver([replace(plain, chat_id=None), replace(awkward, data=_AWKWARD)])
        assert set(await case.arrived()) == {plain.id, awkward.id}

    async def test_events_that_come_again_do_no_harm(self, case: SinkCase) -> None:
        """At least once: a gateway that was killed sends again what it does not know to be taken."""
        events = _events(3)
        await case.sink.deliver(events)
        await case.sink.deliver(events)
        assert set(await case.arrived()) == {event.id for event in events}

    async def test_sink_is_well_and_its_health_is_for_the_operator(self, case: SinkCase) -> None:
        health = await case.sink.health()
        assert isinstance(health, Health)
        assert health.status is HealthStatus.OK

    async def test_sink_may_be_stopped_twice(self, case: SinkCase) -> None:
        await case.sink.stop()
        await case.sink.stop()


def _events(count: int) -> list[Event]:
    chats = (an_event(_SESSION).chat_id, OTHER_CHAT)
    return [
        replace(an_event(_SESSION), seq=seq, chat_id=chats[seq % 2], data='{"messageId":"1"}')
        for seq in range(1, count + 1)
    ]
