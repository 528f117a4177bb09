"""Events become signed requests to those who want them, and each attempt is in the log."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from openwa_core.testing.contracts.storage.samples import CHAT, OTHER_CHAT
from openwa_hookspecs.errors import DeliveryNotFoundError
from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.ids import ChatId, DeliveryId
from openwa_hookspecs.models.webhooks import (
    SealedSecret,
    WebhookChanges,
    WebhookFilter,
)
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


@pytest.mark.parametrize(
    "wait",
    [
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Mon, 01 Jan 2024 00:00:00 +99999999999999999999",
        "9" * 5000,
        "-1",
        "",
    ],
)
async def test_delivery_that_was_taken_is_taken_whatever_wait_the_answer_asks_for(
    desk: Desk, wait: str
) -> None:
    async def answer(request: Received) -> web.StreamResponse:
        return web.Response(headers={"Retry-After": wait})

    desk.receiver.answer = answer
    webhook = await desk.webhook()
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(1))
        await until(lambda: desk.has_logged(webhook.id, 1))
    (attempt,) = await desk.log(webhook)
    assert (attempt.succeeded, attempt.status, attempt.error) == (True, 200, None)
    assert not await desk.storage.deliveries.backlog()


async def test_change_counts_in_the_middle_of_a_backlog(desk: Desk) -> None:
    """The receiver is so quick that there is always something to send."""

    async def moving(request: Received) -> web.StreamResponse:
        if len(desk.receiver.requests) == 20:
            url = WebhookChanges(url=desk.receiver.url("/moved"))
            await desk.storage.webhooks.update(
                webhook.session_id, webhook.id, changes=url, at=desk.clock.now()
            )
            await desk.clock.advance(1.1)  # what the sink keeps of a webhook is a second old at most
        return web.Response()

    desk.receiver.answer = moving
    webhook = await desk.webhook()
    async with desk.sink() as sink:
        await sink.deliver(await desk.events(300))
        await until(lambda: len(desk.receiver.requests) == 300)
    paths = [request.path for request in desk.receiver.requests]
    assert paths[:10] == ["/hook"] * 10
    assert paths[-200:] == ["/moved"] * 200


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


async def test_event_whose_members_a_plugin_took_away_arrives_under_its_own_id(desk: Desk) -> None:
    await desk.webhook(wanted=WebhookFilter())
    async with desk.sink() as sink:
        await sink.deliver(
            [*await desk.events(1, data='{"note":"no message"}'), *await desk.events(1, data="[1]")]
        )
        await until(lambda: len(desk.receiver.requests) == 2)
    for request in desk.receiver.requests:
        assert request.key == request.headers["webhook-id"]


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
        await until(lambda: desk.has_logged(webhook.id, 1))
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
