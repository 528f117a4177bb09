"""Faults of our own: they end an attempt, never a lane."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.webhooks import (
    AttemptEnd,
    AttemptError,
    SealedSecret,
)
from openwa_sink_webhook.envelope import Letter
from tests.integration.openwa_sink_webhook.conftest import Desk
from tests.support.waiting import until


async def test_fault_of_ours_ends_an_attempt_and_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_event: Event) -> Letter:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("openwa_sink_webhook.lane.letter_of", fails)
    webhook = await desk.webhook()
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(2))
        await until(lambda: desk.has_logged(webhook.id, 2))
    assert {attempt.error for attempt in await desk.log(webhook)} == {AttemptError.INTERNAL}
    assert desk.receiver.requests == []


async def test_attempt_that_cannot_be_written_down_keeps_no_other_from_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = await desk.webhook()
    chats = [ChatId(f"62810000000{number:02}@c.us") for number in range(5)]
    events = [event for chat in chats for event in await desk.events(1, chat_id=chat)]
    write = desk.storage.deliveries.end

    async def refuses_one(ends: Sequence[AttemptEnd]) -> None:
        if any(end.attempt.event_id == events[2].id for end in ends):
            raise RuntimeError("a statement was refused")
        await write(ends)

    monkeypatch.setattr(desk.storage.deliveries, "end", refuses_one)
    async with desk.sink() as sink:
        await sink.deliver(events)
        await until(lambda: desk.has_logged(webhook.id, 4))
    assert {attempt.event_id for attempt in await desk.log(webhook)} == {
        event.id for event in events if event is not events[2]
    }
    monkeypatch.undo()
    async with desk.sink():
        await until(lambda: desk.has_logged(webhook.id, 6))
    assert not await desk.storage.deliveries.backlog()


async def test_secret_that_cannot_be_opened_sends_nothing_and_is_told(desk: Desk) -> None:
    webhook = await desk.webhook(secrets=(SealedSecret(sealed="sealed:§"),))
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: desk.has_logged(webhook.id, 1))
        health = await sink.health()
    assert [attempt.error for attempt in await desk.log(webhook)] == [AttemptError.SECRET]
    assert desk.receiver.requests == []
    assert health.details["pendingDeliveries"] == 1
