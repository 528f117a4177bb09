"""The webhook sink keeps to what every sink keeps to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from openwa_core.testing.contracts.sink import SINK_SESSION, SinkCase, SinkContract
from openwa_core.testing.contracts.storage.samples import a_session
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import EventId
from tests.integration.openwa_sink_webhook.conftest import Desk
from tests.support.waiting import until


class TestWebhookSink(SinkContract):
    """One webhook that wants everything."""

    @pytest.fixture
    async def case(self, desk: Desk) -> AsyncIterator[SinkCase]:
        session = replace(a_session("contract"), id=SINK_SESSION)
        await desk.storage.sessions.add(session, [])
        await replace(desk, session=session).webhook()

        async def logged(events: Sequence[Event]) -> Sequence[Event]:
            now = desk.clock.now()
            await desk.storage.events.append([replace(event, time=now) for event in events])
            return await desk.storage.events.read(after=0, wanted=EventFilter(), limit=len(events))

        async def arrived() -> list[EventId]:
            async def all_sent() -> bool:
                return not await desk.storage.deliveries.backlog()

            await until(all_sent)
            return [EventId(request.headers["webhook-id"]) for request in desk.receiver.requests]

        async with desk.sink() as sink:
            yield SinkCase(sink=sink, arrived=arrived, logged=logged)
