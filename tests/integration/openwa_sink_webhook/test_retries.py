"""What is not taken is tried again, for as long as the rules say."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise

import pytest
from aiohttp import web

from openwa_hookspecs.models.events import EventFilter, EventType
from openwa_hookspecs.models.ids import ChatId, WebhookId
from openwa_hookspecs.models.webhooks import (
    AttemptError,
    DisabledReason,
)
from tests.integration.openwa_sink_webhook.conftest import Desk
from tests.support.receiver import Received, refused
from tests.support.waiting import until


async def test_failure_is_tried_again_by_the_schedule_under_the_same_key(desk: Desk) -> None:
    desk.receiver.answer = lambda _request: refused(503)
    webhook = await desk.webhook()
    schedule = (0.0, 5.0, 300.0, 1800.0, 7200.0)
    async with desk.sink(schedule_s=schedule) as sink:
        await sink.deliver(await desk.events(1))
        for count, wait_s in enumerate((*schedule[1:], 90_000), 1):
            await _attempts_made(desk, webhook.id, count)
            await desk.clock.advance(wait_s * 0.75)
    attempts = await desk.log(webhook)
    waits = [(after.at - before.at).total_seconds() for before, after in pairwise(attempts)]
    for wait, planned in zip(waits, schedule[1:], strict=True):
        assert 0.8 * planned <= wait <= 1.2 * planned + 5
    assert len({request.key for request in desk.receiver.requests}) == 1
    assert len({request.json["deliveryId"] for request in desk.receiver.requests}) == 5
    assert [request.headers["x-openwa-retry-count"] for request in desk.receiver.requests] == list("01234")
    assert not await desk.storage.deliveries.backlog()


async def _attempts_made(desk: Desk, webhook_id: WebhookId, count: int) -> None:
    came = desk.patiently(lambda: len(desk.receiver.requests) >= count, step_s=0.5)
    await until(came, timeout_s=60)
    await until(lambda: desk.has_logged(webhook_id, count))


@pytest.mark.parametrize(
    ("status", "headers", "least"),
    [(429, {}, 60), (429, {"Retry-After": "600"}, 600), (503, {"Retry-After": "100"}, 100), (500, {}, 4)],
)
async def test_receiver_is_left_alone_as_long_as_it_asks(
    desk: Desk, status: int, headers: dict[str, str], least: float
) -> None:
    desk.receiver.answer = lambda _request: refused(status, **headers)
    webhook = await desk.webhook()
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: desk.has_logged(webhook.id, 1))
    (backlog,) = await desk.storage.deliveries.backlog()
    assert backlog.next_due >= desk.clock.now() + timedelta(seconds=least)


async def test_each_of_several_deliveries_is_tried_again_when_it_is_due(desk: Desk) -> None:
    """Not only the first of them, and the others with the next sweep."""
    asked = {"0": "7", "1": "11", "2": "13"}

    async def answer(request: Received) -> web.StreamResponse:
        if request.headers["x-openwa-retry-count"] != "0":
            return web.Response()
        return await refused(503, **{"Retry-After": asked[request.json["data"]["number"]]})

    desk.receiver.answer = answer
    webhook = await desk.webhook()
    chats = [ChatId(f"62810000000{number:02}@c.us") for number in range(3)]
    events = [
        event
        for number, chat in enumerate(chats)
        for event in await desk.events(
            1, chat_id=chat, data=f'{{"messageId":"true_{chat}","number":"{number}"}}'
        )
    ]
    async with desk.sink() as sink:
        await sink.deliver(events)
        await until(lambda: desk.has_logged(webhook.id, 3))
    async with desk.sink():  # it holds after a start as well
        await until(desk.patiently(lambda: len(desk.receiver.requests) == 6, step_s=0.25))
    waits = [request.json["data"]["number"] for request in desk.receiver.requests[3:]]
    assert waits == ["0", "1", "2"]
    assert desk.clock.monotonic() < 20


async def test_redirect_is_a_failure_and_is_not_followed(desk: Desk) -> None:
    desk.receiver.answer = lambda _request: refused(302, Location="/elsewhere")
    webhook = await desk.webhook()
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: desk.has_logged(webhook.id, 1))
    assert [request.path for request in desk.receiver.requests] == ["/hook"]
    (attempt,) = await desk.log(webhook)
    assert (attempt.error, attempt.status) == (AttemptError.REDIRECT, 302)


async def test_gone_disables_at_once_and_tells_it(desk: Desk) -> None:
    desk.receiver.answer = lambda _request: refused(410)
    webhook = await desk.webhook()
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(2))

        async def disabled() -> bool:
            return not (await desk.now(webhook)).active

        await until(disabled)
    assert (await desk.now(webhook)).disabled_reason is DisabledReason.GONE
    wanted = EventFilter(types=frozenset({EventType.WEBHOOK_DISABLED}))
    (event,) = await desk.storage.events.read(after=0, wanted=wanted, limit=10)
    assert json.loads(event.data)["webhookId"] == webhook.id
    assert not await desk.storage.deliveries.backlog()


async def test_webhook_is_disabled_after_nothing_but_failures_for_long(desk: Desk) -> None:
    desk.receiver.answer = lambda _request: refused(500)
    webhook = await desk.webhook()
    async with desk.sink(schedule_s=(0.0, 10.0, 3600.0), disable_after_s=3000) as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: desk.has_logged(webhook.id, 1))
        await until(desk.patiently(lambda: len(desk.receiver.requests) >= 2, step_s=1))
        await until(lambda: desk.has_logged(webhook.id, 2))
        assert (await desk.now(webhook)).active

        async def disabled() -> bool:
            await desk.clock.advance(60)
            return not (await desk.now(webhook)).active

        await until(disabled, timeout_s=60)
    assert (await desk.now(webhook)).disabled_reason is DisabledReason.FAILING
