"""Webhooks over REST."""

from typing import Any

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.gateway import NewWebhook
from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.ids import ChatId, WebhookId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_hookspecs.models.webhooks import DisabledReason, WebhookFilter
from tests.unit.openwa_transport_http.rest_client import RestClient

URL = "https://your-server.com/webhook"
DELIVERY = "dlv_00000000-0000-4000-8000-000000000001"


@pytest.fixture
def session(context: FakeGatewayContext) -> SessionRecord:
    return context.gateway.sessions.add("my-bot")


@pytest.fixture
def hooks(session: SessionRecord) -> str:
    return f"/api/sessions/{session.id}/webhooks"


async def test_what_is_registered_is_shown(client: RestClient, hooks: str, session: SessionRecord) -> None:
    body = {
        "url": URL,
        "events": ["message.received", "session.status"],
        "secret": "your-webhook-secret",
        "headers": {"X-Custom-Header": "value"},
    }
    answer = await client.post(hooks, body)
    assert answer.status == 201
    assert answer.data == {
        "id": "wh_1",
        "url": URL,
        "events": ["message.received", "session.status"],
        "chats": [],
        "isGroup": None,
        "fromMe": None,
        "headers": ["X-Custom-Header"],
        "signed": True,
        "active": True,
        "disabledReason": None,
        "disabledAt": None,
        "failingSince": None,
        "lastSuccessAt": None,
        "createdAt": "2026-01-01T00:00:01.000Z",
    }
    assert (await client.get(f"{hooks}/wh_1")).data == answer.data
    listed = await client.get(hooks)
    assert listed.data == [answer.data]
    assert listed.json["pagination"] == {"page": 1, "limit": 20, "total": 1, "totalPages": 1}


async def test_filters_and_secrets_reach_the_core(
    client: RestClient, context: FakeGatewayContext, hooks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[NewWebhook] = []
    create = context.gateway.webhooks.create

    async def noting(principal: Principal, session_id: Any, new: NewWebhook) -> Any:  # noqa: ANN401
        asked.append(new)
        return await create(principal, session_id, new)

    monkeypatch.setattr(context.gateway.webhooks, "create", noting)
    body = {"url": URL, "events": ["*"], "chats": ["628123456789@c.us"], "isGroup": False, "fromMe": True}
    answer = await client.post(hooks, body | {"generateSecret": True})
    wanted = WebhookFilter(chats=frozenset({ChatId("628123456789@c.us")}), is_group=False, from_me=True)
    assert asked == [NewWebhook(url=URL, wanted=wanted, generate_secret=True)]
    assert (answer.data["secret"], answer.data["events"]) == ("whsec_AAAA", ["*"])


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"url": None}, "url", "VALIDATION_ERROR"),
        ({"url": 3}, "url", "VALIDATION_ERROR"),
        ({"url": ""}, "url", "WEBHOOK_URL_INVALID"),
        ({"url": "ftp://example.com"}, "url", "WEBHOOK_URL_INVALID"),
        ({"url": "https://exämple.com"}, "url", "WEBHOOK_URL_INVALID"),
        ({"url": "https://example.com/a b"}, "url", "WEBHOOK_URL_INVALID"),
        ({"url": "https://example.com/" + "x" * 2048}, "url", "WEBHOOK_URL_INVALID"),
        ({"events": []}, "events", "VALIDATION_ERROR"),
        ({"events": "message.received"}, "events", "VALIDATION_ERROR"),
        ({"events": ["message.received", "webhook.test"]}, "events[1]", "VALIDATION_ERROR"),
        ({"chats": ["nonsense"]}, "chats[0]", "MESSAGE_INVALID_CHAT_ID"),
        ({"isGroup": "yes"}, "isGroup", "VALIDATION_ERROR"),
        ({"fromMe": 1}, "fromMe", "VALIDATION_ERROR"),
        ({"secret": "short"}, "secret", "VALIDATION_ERROR"),
        ({"secret": "x" * 129}, "secret", "VALIDATION_ERROR"),
        ({"secret": "sécrétement"}, "secret", "VALIDATION_ERROR"),
        ({"headers": {"X-A": "b\r\nEvil: c"}}, "headers.X-A", "VALIDATION_ERROR"),
        ({"headers": {"X A": "b"}}, "headers.X A.[key]", "VALIDATION_ERROR"),
        ({"headers": {"X-A": " b"}}, "headers.X-A", "VALIDATION_ERROR"),
        ({"headers": {f"X-{number}": "b" for number in range(21)}}, "headers", "VALIDATION_ERROR"),
        ({"active": True}, "active", "VALIDATION_ERROR"),
    ],
)
async def test_each_fault_of_a_new_webhook_is_named(
    client: RestClient, hooks: str, change: dict[str, object], path: str, code: str
) -> None:
    answer = await client.post(hooks, {"url": URL} | change)
    assert (answer.status, answer.error["code"], set(answer.fields)) == (400, code, {path})
    assert (await client.get(hooks)).data == []


async def test_an_update_changes_what_it_names(
    client: RestClient, context: FakeGatewayContext, hooks: str
) -> None:
    body = {"url": URL, "events": ["message.received"], "chats": ["628123456789@c.us"], "isGroup": False}
    await client.post(hooks, body)
    answer = await client.call("PUT", f"{hooks}/wh_1", {"active": False})
    assert (answer.status, answer.data["active"]) == (200, False)
    record = context.gateway.webhooks.records[WebhookId("wh_1")]
    assert record.wanted == WebhookFilter(
        types=frozenset({EventType.MESSAGE_RECEIVED}),
        chats=frozenset({ChatId("628123456789@c.us")}),
        is_group=False,
    )
    change = {"url": f"{URL}/2", "events": ["*"], "chats": [], "isGroup": None, "headers": {"X-A": "b"}}
    await client.call("PUT", f"{hooks}/wh_1", change)
    record = context.gateway.webhooks.records[WebhookId("wh_1")]
    assert (record.url, record.wanted, record.header_names) == (f"{URL}/2", WebhookFilter(), ("X-A",))
    refused = await client.call("PUT", f"{hooks}/wh_1", {"url": None, "active": "no"})
    assert (refused.status, set(refused.fields)) == (400, {"url", "active"})


async def test_why_it_is_off_is_shown(client: RestClient, context: FakeGatewayContext, hooks: str) -> None:
    await client.post(hooks, {"url": URL})
    record = context.gateway.webhooks.records[WebhookId("wh_1")]
    context.gateway.webhooks.records[record.id] = type(record)(
        **{
            **vars(record),
            "active": False,
            "disabled_reason": DisabledReason.GONE,
            "failing_since": record.created_at,
        }
    )
    shown = (await client.get(f"{hooks}/wh_1")).data
    assert (shown["active"], shown["disabledReason"]) == (False, "gone")
    assert shown["failingSince"] == "2026-01-01T00:00:01.000Z"


async def test_it_is_tested_and_removed(client: RestClient, hooks: str) -> None:
    await client.post(hooks, {"url": URL})
    tested = await client.post(f"{hooks}/wh_1/test")
    assert tested.data == {
        "id": DELIVERY,
        "event": "webhook.test",
        "eventId": None,
        "attempt": 0,
        "success": True,
        "status": 200,
        "error": None,
        "response": "ok",
        "durationMs": 12,
        "timestamp": "2026-01-01T00:00:01.000Z",
    }
    assert (await client.get(f"{hooks}/wh_1/deliveries")).data == [tested.data]
    removed = await client.delete(f"{hooks}/wh_1")
    assert (removed.status, removed.data) == (200, {"message": "Webhook deleted successfully"})
    assert (await client.get(f"{hooks}/wh_1")).error["code"] == "WEBHOOK_NOT_FOUND"


async def test_a_delivery_is_sent_again(client: RestClient, context: FakeGatewayContext, hooks: str) -> None:
    await client.post(hooks, {"url": URL})
    context.gateway.webhooks.attempt(WebhookId("wh_1"))
    again = await client.post(f"{hooks}/wh_1/deliveries/{DELIVERY}/redeliver")
    assert (again.status, len(context.gateway.webhooks.attempts)) == (202, 2)
    for absent in (DELIVERY[:-1] + "9", "dlv_nope"):
        answer = await client.post(f"{hooks}/wh_1/deliveries/{absent}/redeliver")
        assert (answer.status, answer.error["code"]) == (404, "DELIVERY_NOT_FOUND")


async def test_the_past_is_recovered(client: RestClient, context: FakeGatewayContext, hooks: str) -> None:
    await client.post(hooks, {"url": URL})
    answer = await client.post(f"{hooks}/wh_1/recover", {"since": "2026-02-02T11:00:00+01:00"})
    assert (answer.status, answer.data) == (202, {"events": 1})
    assert context.gateway.webhooks.recovered[0][1].isoformat() == "2026-02-02T10:00:00+00:00"
    refused = await client.post(f"{hooks}/wh_1/recover", {"since": "yesterday"})
    assert (refused.status, set(refused.fields)) == (400, {"since"})


async def test_a_secret_is_rotated(client: RestClient, hooks: str) -> None:
    await client.post(hooks, {"url": URL})
    made = await client.post(f"{hooks}/wh_1/rotate-secret", {})
    assert (made.status, made.data["secret"], made.data["signed"]) == (200, "whsec_AAAA", True)
    given = await client.post(f"{hooks}/wh_1/rotate-secret", {"secret": "another-secret"})
    assert (given.status, "secret" in given.data) == (200, False)


@pytest.mark.parametrize(
    ("path", "body", "statuses"),
    [
        ("", {"url": URL}, [201, 201]),
        ("", {"url": URL, "generateSecret": True}, [201, 409]),
        ("/wh_1/rotate-secret", {"secret": "another-secret"}, [200, 200]),
        ("/wh_1/rotate-secret", {}, [200, 409]),
    ],
)
async def test_no_made_secret_is_kept_for_a_repetition(
    client: RestClient, context: FakeGatewayContext, path: str, body: object, statuses: list[int]
) -> None:
    hooks = f"/api/sessions/{context.gateway.sessions.add('my-bot').id}/webhooks"
    await client.post(hooks, {"url": f"{URL}/1"})
    answers = [await client.post(hooks + path, body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status for answer in answers] == statuses
    assert answers[1].headers["idempotency-replayed"] == "true"
    kept = b"".join(answer.body for answer in context.gateway.idempotency.answers.values())
    assert b"whsec_" not in kept


@pytest.mark.parametrize("path", ["", "/wh_1", "/wh_1/deliveries"])
async def test_viewers_see_nothing_of_it(client: RestClient, hooks: str, path: str) -> None:
    answer = await client.get(hooks + path, key="viewer")
    assert (answer.status, answer.error["code"]) == (403, "FORBIDDEN")


@pytest.mark.parametrize("webhook_id", ["wh_absent", "nope", "wh_%00"])
async def test_an_unknown_webhook_is_404(client: RestClient, hooks: str, webhook_id: str) -> None:
    for method, path in (("GET", ""), ("DELETE", ""), ("PUT", ""), ("POST", "/test"), ("GET", "/deliveries")):
        answer = await client.call(method, f"{hooks}/{webhook_id}{path}", {} if method == "PUT" else None)
        assert (answer.status, answer.error["code"]) == (404, "WEBHOOK_NOT_FOUND")
