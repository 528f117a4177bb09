"""What every sink keeps to.

class TestMySink(SinkContract):
    @pytest.fixture
    async def case(self) -> AsyncIterator[SinkCase]:
        ...  # a started sink, and what has come of the events that it took
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pytest

from openwa_core.testing.contracts.storage.samples import CHAT, OTHER_CHAT, an_event
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.ids import EventId, SessionId
from openwa_hookspecs.service import Health, HealthStatus
from openwa_hookspecs.sink import Sink

__all__ = ["SINK_SESSION", "SinkCase", "SinkContract"]

SINK_SESSION: Final = SessionId("sess_contract")
"""Whose events they are."""

_AWKWARD = '{"text":"\\u0000 \\"quoted\\" \U0001f600 \\ud83d","n":1e21,"nested":{"list":[[]]}}'


async def _numbered(events: Sequence[Event]) -> Sequence[Event]:
    return [replace(event, seq=seq) for seq, event in enumerate(events, 1)]


@dataclass(frozen=True, kw_only=True)
class SinkCase:
    """A started sink and what a test needs to know of it."""

    sink: Sink
    arrived: Callable[[], Awaitable[Collection[EventId]]]
    """The ids of the events that have come out at the other end, in order, each as often as it did; waits for
    what was taken and is still on its way."""
    logged: Callable[[Sequence[Event]], Awaitable[Sequence[Event]]] = _numbered
    """The events as the log has them, each with its `seq`. A sink that reads the storage's log needs them
    there."""


class SinkContract:
    """Subclass, and override `case`."""

    @pytest.fixture
    def case(self) -> SinkCase:
        raise NotImplementedError("override `case` with a started sink")

    async def test_events_of_a_chat_that_were_taken_arrive_in_order(self, case: SinkCase) -> None:
        events = await case.logged(_events(6))
        await case.sink.deliver(events[:3])
        await case.sink.deliver(events[3:])
        arrived = list(await case.arrived())
        for chat in (CHAT, OTHER_CHAT):
            own = [event.id for event in events if event.chat_id == chat]
            assert [event_id for event_id in arrived if event_id in own] == own

    async def test_every_kind_of_event_is_taken(self, case: SinkCase) -> None:
        events = await case.logged([replace(event, type=kind) for kind in EventType for event in _events(1)])
        await case.sink.deliver(events)
        assert set(await case.arrived()) == {event.id for event in events}

    async def test_event_without_a_chat_and_one_with_awkward_contents_are_taken(self, case: SinkCase) -> None:
        one, other = _events(2)
        plain, awkward = await case.logged([replace(one, chat_id=None), replace(other, data=_AWKWARD)])
        await case.sink.deliver([plain, awkward])
        assert set(await case.arrived()) == {plain.id, awkward.id}

    async def test_events_that_come_again_do_no_harm(self, case: SinkCase) -> None:
        """At least once: a gateway that was killed sends again what it does not know to be taken."""
        events = await case.logged(_events(3))
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
        assert not await case.arrived()


def _events(count: int) -> list[Event]:
    chats = (CHAT, OTHER_CHAT)
    return [
        an_event(SINK_SESSION, chat_id=chats[place % 2], data='{"messageId":"1"}') for place in range(count)
    ]
