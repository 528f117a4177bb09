"""First attempts of a chat leave in the order of the log; nobody waits for another's receiver."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from openwa_core.testing.contracts.storage.samples import CHAT, OTHER_CHAT
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.webhooks import (
    AttemptError,
)
from tests.integration.openwa_sink_webhook.conftest import Desk
from tests.support.receiver import Received
from tests.support.waiting import until

GROUP = ChatId("628123456789-1234567890@g.us")


async def test_first_attempts_leave_one_at_a_time_per_chat_and_in_order(desk: Desk) -> None:
    slow: dict[str, int] = {}

    async def answer(request: Received) -> web.StreamResponse:
        chat = str(request.json["data"].get("chat"))
        slow[chat] = slow.get(chat, 0) + 1
        assert slow[chat] == 1, "two first attempts of one chat at a time"
        await asyncio.sleep(0.001)
        slow[chat] -= 1
        return web.Response(status=500 if request.json["data"]["number"] % 5 == 0 else 200)

    desk.receiver.answer = answer
    await desk.webhook()
    chats, events = (CHAT, OTHER_CHAT, GROUP), []
    for number in range(60):
        chat = chats[number % 3]
        data = json.dumps({"messageId": f"true_{chat}_{number}", "chat": chat, "number": number})
        events += await desk.events(1, chat_id=chat, data=data)
    async with desk.sink() as sink:
        await sink.deliver(events[:30])
        await sink.deliver(events[30:])
        await until(lambda: len(desk.receiver.requests) >= 60)
    for chat in chats:
        numbers = [r.json["data"]["number"] for r in desk.receiver.requests if r.json["data"]["chat"] == chat]
        assert numbers == sorted(numbers)
    assert desk.receiver.most_open <= 3


async def test_retry_that_ends_lets_no_other_event_of_its_chat_past_the_one_that_is_under_way(
    desk: Desk,
) -> None:
    hold = asyncio.Event()
    first, second, third = await desk.events(3)

    async def answer(request: Received) -> web.StreamResponse:
        event_id, retry = request.headers["webhook-id"], request.headers["x-openwa-retry-count"]
        if event_id == first.id and retry == "0":
            return web.Response(status=500)
        if event_id == second.id:
            await hold.wait()
        return web.Response()

    def came(event_id: str) -> int:
        return sum(request.headers["webhook-id"] == event_id for request in desk.receiver.requests)

    desk.receiver.answer = answer
    webhook = await desk.webhook()
    async with desk.sink(schedule_s=(0.0, 1.0)) as sink:
        await sink.deliver([first, second, third])
        await until(lambda: came(second.id) == 1)
        await until(desk.patiently(lambda: came(first.id) == 2, step_s=0.5))
        await until(lambda: desk.has_logged(webhook.id, 2))
        await asyncio.sleep(0.05)
        assert came(third.id) == 0
        hold.set()
        await until(lambda: came(third.id) == 1)


async def test_hanging_receiver_keeps_one_socket_and_the_healthy_one_gets_everything(desk: Desk) -> None:
    release = asyncio.Event()

    async def answer(request: Received) -> web.StreamResponse:
        if request.path == "/hangs":
            await release.wait()
        return web.Response()

    desk.receiver.answer = answer
    hanging = await desk.webhook("/hangs")
    await desk.webhook("/healthy")
    chats = [ChatId(f"62810000000{number:02}@c.us") for number in range(30)]
    events = [event for chat in chats for event in await desk.events(1, chat_id=chat)]

    def came(path: str) -> int:
        return sum(request.path == path for request in desk.receiver.requests)

    async with desk.sink(timeout_s=0.2, sockets=4) as sink:
        await sink.deliver(events)
        await until(lambda: came("/healthy") >= 30)
        await until(lambda: desk.has_logged(hanging.id, 4))
        before = came("/hangs")
        await until(lambda: desk.has_logged(hanging.id, 6))
        assert came("/hangs") - before <= 3
        assert {attempt.error for attempt in await desk.log(hanging)} == {AttemptError.TIMEOUT}
        release.set()


async def test_what_a_crash_cut_off_is_sent_again_in_its_place(desk: Desk) -> None:
    hang, first_time = asyncio.Event(), True

    async def answer(_request: Received) -> web.StreamResponse:
        if first_time:
            await hang.wait()
        return web.Response()

    desk.receiver.answer = answer
    webhook = await desk.webhook()
    events = await desk.events(3)
    sink_context = desk.sink()
    sink = await sink_context.__aenter__()
    await sink.deliver(events)
    await until(lambda: len(desk.receiver.requests) == 1)
    await desk.context.tasks.cancel()  # as a kill would, nothing is written down
    first_time = False
    async with desk.sink():
        await until(lambda: len(desk.receiver.requests) >= 4)
        await until(lambda: desk.has_logged(webhook.id, 4))
    hang.set()
    keys = [request.json["idempotencyKey"] for request in desk.receiver.requests]
    ids = [request.headers["webhook-id"] for request in desk.receiver.requests]
    assert ids == [events[0].id, *(event.id for event in events)]
    assert keys[0] == keys[1]
    assert desk.receiver.requests[1].headers["x-openwa-retry-count"] == "1"
    assert AttemptError.INTERRUPTED in {attempt.error for attempt in await desk.log(webhook)}
