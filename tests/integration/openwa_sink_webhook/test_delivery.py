"""Events become signed requests: in order, again and again, and each attempt in the log."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from aiohttp import web

from openwa_core.testing.contracts.storage.samples import CHAT, OTHER_CHAT
from openwa_hookspecs.errors import DeliveryNotFoundError
from openwa_hookspecs.models.events import Event, EventFilter, EventType
from openwa_hookspecs.models.ids import ChatId, DeliveryId, WebhookId
from openwa_hookspecs.models.webhooks import (
    AttemptEnd,
    AttemptError,
    DisabledReason,
    SealedSecret,
    WebhookFilter,
)
from openwa_sink_webhook.envelope import Letter
from tests.integration.openwa_sink_webhook.conftest import SECRET, Desk
from tests.support.receiver import Received
from tests.support.waiting import until

GROUP = ChatId("628123456789-1234567890@g.us")


async def test_event_arrives_signed_and_is_logged(desk: Desk) -> None:
    webhook = await desk.webhook(
        header_names=("X-Mine",), sealed_headers=desk.context.secrets.seal('{"X-Mine":"yes"}')
    )
    (event,) = await desk.events(1)
    async with desk.sink() as sink:
        await sink.deliver([event])
        await until(lambda: len(desk.receiver.requests) == 1)
    (request,) = desk.receiver.requests
    envelope = request.json
    assert list(envelope) == [
        "event",
        "timestamp",
        "sessionId",
        "deliveryId",
        "idempotencyKey",
        "data",
        "signature",
    ]
    assert envelope["data"] == json.loads(event.data)
    unsigned = request.body[: request.body.rindex(b',"signature":')] + b"}"
    assert (
        envelope["signature"] == "sha256=" + hmac.new(SECRET.encode(), unsigned, hashlib.sha256).hexdigest()
    )
    expected = "sha256=" + hmac.new(SECRET.encode(), request.body, hashlib.sha256).hexdigest()
    assert request.headers["x-openwa-signature"] == expected
    assert request.headers["x-openwa-delivery-id"] == envelope["deliveryId"]
    assert request.headers["x-openwa-retry-count"] == "0"
    assert (request.headers["x-mine"], request.headers["webhook-id"]) == ("yes", event.id)
    assert request.headers["content-type"] == "application/json"
    assert request.headers["content-length"] == str(len(request.body))
    (attempt,) = await desk.log(webhook)
    assert (attempt.id, attempt.event_id, attempt.status) == (envelope["deliveryId"], event.id, 200)
    assert (attempt.succeeded, attempt.response) == (True, "thank you")
    assert not await desk.storage.deliveries.backlog()


async def test_webhook_without_a_secret_gets_no_signature(desk: Desk) -> None:
    await desk.webhook(secrets=())
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: len(desk.receiver.requests) == 1)
    (request,) = desk.receiver.requests
    assert "signature" not in request.json
    assert not {"x-openwa-signature", "webhook-signature"} & set(request.headers)


async def test_both_secrets_sign_while_they_are_live(desk: Desk) -> None:
    seal, later = desk.context.secrets.seal, desk.clock.now() + timedelta(hours=24)
    secrets = (
        SealedSecret(sealed=seal("the new one")),
        SealedSecret(sealed=seal("the old one"), until=later),
    )
    await desk.webhook(secrets=secrets)
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: len(desk.receiver.requests) == 1)
        await desk.clock.advance(24 * 3600)
        await sink.deliver(await desk.events(1))
        await until(lambda: len(desk.receiver.requests) == 2)
    first, second = desk.receiver.requests
    assert len(first.headers["webhook-signature"].split(" ")) == 2
    assert len(second.headers["webhook-signature"].split(" ")) == 1


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
        await until(lambda: _logged(desk, webhook.id, 2))
        await asyncio.sleep(0.05)
        assert came(third.id) == 0
        hold.set()
        await until(lambda: came(third.id) == 1)


async def test_event_whose_members_a_plugin_took_away_arrives_under_its_own_id(desk: Desk) -> None:
    await desk.webhook(wanted=WebhookFilter())
    async with desk.sink() as sink:
        await sink.deliver(
            [*await desk.events(1, data='{"note":"no message"}'), *await desk.events(1, data="[1]")]
        )
        await until(lambda: len(desk.receiver.requests) == 2)
    for request in desk.receiver.requests:
        assert request.key == request.headers["webhook-id"]


async def test_fault_of_ours_ends_an_attempt_and_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_event: Event) -> Letter:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("openwa_sink_webhook.lane.letter_of", fails)
    webhook = await desk.webhook()
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(2))
        await until(lambda: _logged(desk, webhook.id, 2))
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
        await until(lambda: _logged(desk, webhook.id, 4))
    assert {attempt.event_id for attempt in await desk.log(webhook)} == {
        event.id for event in events if event is not events[2]
    }
    monkeypatch.undo()
    async with desk.sink():
        await until(lambda: _logged(desk, webhook.id, 6))
    assert not await desk.storage.deliveries.backlog()


async def test_failure_is_tried_again_by_the_schedule_under_the_same_key(desk: Desk) -> None:
    desk.receiver.answer = lambda _request: _refused(503)
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
    await until(lambda: _logged(desk, webhook_id, count))


async def _refused(status: int, **headers: str) -> web.StreamResponse:
    return web.Response(status=status, headers=headers)


async def _logged(desk: Desk, webhook_id: WebhookId, count: int) -> bool:
    (webhook,) = await desk.storage.webhooks.by_ids([webhook_id])
    return len(await desk.log(webhook)) >= count


@pytest.mark.parametrize(
    ("status", "headers", "least"),
    [(429, {}, 60), (429, {"Retry-After": "600"}, 600), (503, {"Retry-After": "100"}, 100), (500, {}, 4)],
)
async def test_receiver_is_left_alone_as_long_as_it_asks(
    desk: Desk, status: int, headers: dict[str, str], least: float
) -> None:
    desk.receiver.answer = lambda _request: _refused(status, **headers)
    webhook = await desk.webhook()
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: _logged(desk, webhook.id, 1))
    (backlog,) = await desk.storage.deliveries.backlog()
    assert backlog.next_due >= desk.clock.now() + timedelta(seconds=least)


async def test_redirect_is_a_failure_and_is_not_followed(desk: Desk) -> None:
    desk.receiver.answer = lambda _request: _refused(302, Location="/elsewhere")
    webhook = await desk.webhook()
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: _logged(desk, webhook.id, 1))
    assert [request.path for request in desk.receiver.requests] == ["/hook"]
    (attempt,) = await desk.log(webhook)
    assert (attempt.error, attempt.status) == (AttemptError.REDIRECT, 302)


async def test_gone_disables_at_once_and_tells_it(desk: Desk) -> None:
    desk.receiver.answer = lambda _request: _refused(410)
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
    desk.receiver.answer = lambda _request: _refused(500)
    webhook = await desk.webhook()
    async with desk.sink(schedule_s=(0.0, 10.0, 3600.0), disable_after_s=3000) as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: _logged(desk, webhook.id, 1))
        await until(desk.patiently(lambda: len(desk.receiver.requests) >= 2, step_s=1))
        await until(lambda: _logged(desk, webhook.id, 2))
        assert (await desk.now(webhook)).active

        async def disabled() -> bool:
            await desk.clock.advance(60)
            return not (await desk.now(webhook)).active

        await until(disabled, timeout_s=60)
    assert (await desk.now(webhook)).disabled_reason is DisabledReason.FAILING


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
        await until(lambda: _logged(desk, hanging.id, 4))
        before = came("/hangs")
        await until(lambda: _logged(desk, hanging.id, 6))
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
        await until(lambda: _logged(desk, webhook.id, 4))
    hang.set()
    keys = [request.json["idempotencyKey"] for request in desk.receiver.requests]
    ids = [request.headers["webhook-id"] for request in desk.receiver.requests]
    assert ids == [events[0].id, *(event.id for event in events)]
    assert keys[0] == keys[1]
    assert desk.receiver.requests[1].headers["x-openwa-retry-count"] == "1"
    assert AttemptError.INTERRUPTED in {attempt.error for attempt in await desk.log(webhook)}


async def test_webhook_gets_what_its_filter_lets_through(desk: Desk) -> None:
    await desk.webhook("/acks", wanted=WebhookFilter(types=frozenset({EventType.MESSAGE_ACK})))
    await desk.webhook("/chat", wanted=WebhookFilter(chats=frozenset({OTHER_CHAT})))
    await desk.webhook("/groups", wanted=WebhookFilter(is_group=True))
    await desk.webhook("/mine", wanted=WebhookFilter(from_me=True))
    await desk.webhook("/theirs", wanted=WebhookFilter(from_me=False))
    ack = '{"messageId":"true_1@c.us_A","ack":3}'
    events = [
        *await desk.events(1, type=EventType.MESSAGE_ACK, data=ack),
        *await desk.events(1, chat_id=OTHER_CHAT, data='{"messageId":"false_1@c.us_B"}'),
        *await desk.events(1, chat_id=GROUP, data='{"messageId":"true_1@g.us_C"}'),
        *await desk.events(1, chat_id=None, type=EventType.SESSION_STATUS, data='{"status":"CONNECTED"}'),
    ]
    async with desk.sink() as sink:
        await sink.deliver(events)
        await until(lambda: len(desk.receiver.requests) >= 6)
    got = {(request.path, request.headers["webhook-id"]) for request in desk.receiver.requests}
    first, second, third, _ = (event.id for event in events)
    assert got == {
        ("/acks", first),
        ("/chat", second),
        ("/groups", third),
        ("/mine", first),
        ("/mine", third),
        ("/theirs", second),
    }


async def test_too_large_contents_are_cut_to_ids(desk: Desk) -> None:
    await desk.webhook()
    data = json.dumps({"messageId": "true_1@c.us_A", "chatId": CHAT, "body": "ü" * 50_000})
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1, data=data))
        await until(lambda: len(desk.receiver.requests) == 1)
    (request,) = desk.receiver.requests
    assert len(request.body) < 90_000
    assert request.json["data"] == {
        "messageId": "true_1@c.us_A",
        "chatId": CHAT,
        "truncated": True,
        "url": f"/api/sessions/{desk.session.id}/messages/true_1@c.us_A",
    }


async def test_test_is_sent_at_once_even_to_a_webhook_that_is_off(desk: Desk) -> None:
    webhook = await desk.webhook(active=False)
    async with desk.sink() as sink:
        attempt = await sink.test(webhook)
    assert (attempt.event, attempt.succeeded) == ("webhook.test", True)
    assert desk.receiver.requests[0].json["event"] == "webhook.test"
    assert await desk.log(webhook) == [attempt]


async def test_delivery_is_sent_again_when_asked(desk: Desk) -> None:
    webhook = await desk.webhook()
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: _logged(desk, webhook.id, 1))
        (attempt,) = await desk.log(webhook)
        await sink.redeliver(webhook, attempt.id)
        await until(lambda: len(desk.receiver.requests) == 2)
        with pytest.raises(DeliveryNotFoundError):
            await sink.redeliver(webhook, DeliveryId("dlv_nowhere"))
    assert len({request.key for request in desk.receiver.requests}) == 1


async def test_recovery_sends_what_was_missed_since_a_time(desk: Desk) -> None:
    webhook = await desk.webhook()
    await desk.events(2)
    await desk.clock.advance(60)
    since = desk.clock.now()
    missed = await desk.events(3)
    async with desk.sink() as sink:
        assert await sink.recover(webhook, since) == 3
        await until(lambda: len(desk.receiver.requests) >= 3)
        assert await sink.recover(webhook, since) == 0
    assert [request.headers["webhook-id"] for request in desk.receiver.requests] == [one.id for one in missed]


async def test_events_from_before_the_webhook_are_not_for_it(desk: Desk) -> None:
    await desk.webhook(created_at=desk.clock.now() + timedelta(seconds=1))
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        late = [
            replace(event, time=desk.clock.now() + timedelta(seconds=2)) for event in await desk.events(1)
        ]
        await sink.deliver(late)
        await until(lambda: len(desk.receiver.requests) >= 1)
    assert [request.headers["webhook-id"] for request in desk.receiver.requests] == [late[0].id]


async def test_secret_that_cannot_be_opened_sends_nothing_and_is_told(desk: Desk) -> None:
    webhook = await desk.webhook(secrets=(SealedSecret(sealed="sealed:§"),))
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: _logged(desk, webhook.id, 1))
        health = await sink.health()
    assert [attempt.error for attempt in await desk.log(webhook)] == [AttemptError.SECRET]
    assert desk.receiver.requests == []
    assert health.details["pendingDeliveries"] == 1
