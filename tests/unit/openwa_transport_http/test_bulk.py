"""Bulk sending over REST."""

from dataclasses import replace
from typing import Any

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.batches import BatchOptions, BatchProgress, ItemState
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Location,
    MediaKind,
    MediaUrl,
    Poll,
    Text,
)
from openwa_hookspecs.models.ids import BatchId, ChatId, MessageId
from openwa_hookspecs.models.sessions import SessionRecord
from tests.unit.openwa_transport_http.rest_client import RestClient

CHAT = "628123456789@c.us"
FILE = {"url": "https://example.com/file"}
ONE = {"chatId": CHAT, "type": "text", "content": {"text": "Hello {name}!"}, "variables": {"name": "John"}}
BATCH = BatchId("batch_1")


@pytest.fixture
def session(context: FakeGatewayContext) -> SessionRecord:
    return context.gateway.sessions.add("my-bot")


@pytest.fixture
def messages(session: SessionRecord) -> str:
    return f"/api/sessions/{session.id}/messages"


async def test_batch_is_accepted(client: RestClient, context: FakeGatewayContext, messages: str) -> None:
    options = {"delayBetweenMessages": 5000, "randomizeDelay": False, "stopOnError": True}
    answer = await client.post(
        f"{messages}/send-bulk", {"batchId": "batch_custom_123", "messages": [ONE, ONE], "options": options}
    )
    assert answer.status == 202
    assert answer.data == {
        "batchId": "batch_custom_123",
        "status": "processing",
        "totalMessages": 2,
        "estimatedCompletionTime": "2026-01-01T00:01:00.000Z",
        "statusUrl": f"{messages}/batch/batch_custom_123",
    }
    [asked] = context.gateway.batches.asked
    assert asked.options == BatchOptions(delay_ms=5000, randomize_delay=False, stop_on_error=True)
    assert [item.variables for item in asked.items] == [{"name": "John"}] * 2
    again = await client.post(f"{messages}/send-bulk", {"batchId": "batch_custom_123", "messages": [ONE]})
    assert (again.status, again.error["code"]) == (409, "BATCH_ALREADY_EXISTS")


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("text", {"text": "hi", "options": {"linkPreview": True}}, Text(text="hi", wants_preview=True)),
        (
            "image",
            {"image": FILE, "caption": "look"},
            Attachment(kind=MediaKind.IMAGE, source=MediaUrl(url=FILE["url"]), caption="look"),
        ),
        (
            "video",
            {"video": FILE, "gifPlayback": True},
            Attachment(kind=MediaKind.VIDEO, source=MediaUrl(url=FILE["url"]), gif_playback=True),
        ),
        (
            "audio",
            {"audio": FILE, "ptt": True},
            Attachment(kind=MediaKind.AUDIO, source=MediaUrl(url=FILE["url"]), ptt=True),
        ),
        (
            "document",
            {"document": FILE, "filename": "a.pdf"},
            Attachment(kind=MediaKind.DOCUMENT, source=MediaUrl(url=FILE["url"]), filename="a.pdf"),
        ),
        (
            "sticker",
            {"sticker": FILE},
            Attachment(kind=MediaKind.STICKER, source=MediaUrl(url=FILE["url"])),
        ),
        ("location", {"latitude": 1.5, "longitude": 2.5}, Location(latitude=1.5, longitude=2.5)),
        (
            "contact",
            {"contact": {"name": "John", "phone": "628987654321"}},
            ContactCard(name="John", phone="628987654321"),
        ),
        (
            "poll",
            {"poll": {"question": "?", "options": ["a", "b"]}},
            Poll(question="?", options=("a", "b"), selectable=1),
        ),
    ],
)
async def test_every_kind_is_taken(
    client: RestClient, context: FakeGatewayContext, kind: str, content: dict[str, Any], expected: object
) -> None:
    session = context.gateway.sessions.add("my-bot")
    body = {"messages": [{"chatId": CHAT, "type": kind, "content": content}]}
    answer = await client.post(f"/api/sessions/{session.id}/messages/send-bulk", body)
    assert answer.status == 202, answer.body
    [item] = context.gateway.batches.asked[0].items
    assert (item.message.chat_id, item.message.content) == (ChatId(CHAT), expected)


@pytest.mark.parametrize(
    ("message", "paths", "code"),
    [
        ({"type": None}, {"messages[1].type"}, "VALIDATION_ERROR"),
        ({"type": "smell"}, {"messages[1].type"}, "VALIDATION_ERROR"),
        ({"content": {}}, {"messages[1].content.text"}, "VALIDATION_ERROR"),
        (
            {"content": {"image": FILE}},
            {"messages[1].content.text", "messages[1].content.image"},
            "VALIDATION_ERROR",
        ),
        ({"content": "hi"}, {"messages[1].content"}, "VALIDATION_ERROR"),
        ({"content": {"text": "hi", "chatId": CHAT}}, {"messages[1].content.chatId"}, "VALIDATION_ERROR"),
        ({"chatId": "nobody"}, {"messages[1].chatId"}, "MESSAGE_INVALID_CHAT_ID"),
        ({"content": {"text": "x" * 65_537}}, {"messages[1].content.text"}, "MESSAGE_TEXT_TOO_LONG"),
        ({"variables": {"name": 3}}, {"messages[1].variables.name"}, "VALIDATION_ERROR"),
        ({"variables": {"a-b": "c"}}, {"messages[1].variables.a-b.[key]"}, "VALIDATION_ERROR"),
        (
            {"content": {"text": "hi", "options": {"mentionedIds": [CHAT, "text"]}}},
            {"messages[1].content.options.mentionedIds[1]"},
            "MESSAGE_INVALID_CHAT_ID",
        ),
        ({"extra": 1}, {"messages[1].extra"}, "VALIDATION_ERROR"),
        (
            {"type": "poll", "content": {"poll": {"question": "?", "options": ["a", "b"], "selectable": 3}}},
            {"messages[1].content.poll.selectable"},
            "VALIDATION_ERROR",
        ),
    ],
)
async def test_each_fault_is_named_with_its_index(
    client: RestClient, messages: str, message: dict[str, Any], paths: set[str], code: str
) -> None:
    answer = await client.post(f"{messages}/send-bulk", {"messages": [ONE, ONE | message]})
    assert (answer.status, answer.error["code"], set(answer.fields)) == (400, code, paths)


async def test_list_is_not_called_too_short_for_a_fault_deep_in_its_only_item(
    client: RestClient, messages: str
) -> None:
    only = ONE | {"content": {"text": "hi", "options": {"mentionedIds": ["nobody"]}}}
    answer = await client.post(f"{messages}/send-bulk", {"messages": [only]})
    assert set(answer.fields) == {"messages[0].content.options.mentionedIds[0]"}


async def test_delay_is_a_whole_number_however_json_writes_it(
    client: RestClient, context: FakeGatewayContext, messages: str
) -> None:
    body = {"messages": [ONE], "options": {"delayBetweenMessages": 5000.0}}
    assert (await client.post(f"{messages}/send-bulk", body)).status == 202
    assert context.gateway.batches.asked[0].options.delay_ms == 5000
    for wrong in ("5000", True, None):
        body = {"messages": [ONE], "options": {"delayBetweenMessages": wrong}}
        answer = await client.post(f"{messages}/send-bulk", body)
        assert set(answer.fields) == {"options.delayBetweenMessages"}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [ONE] * 101}, "messages"),
        ({}, "messages"),
        ({"messages": [ONE], "batchId": "a/b"}, "batchId"),
        ({"messages": [ONE], "batchId": ""}, "batchId"),
        ({"messages": [ONE], "options": {"delayBetweenMessages": 999}}, "options.delayBetweenMessages"),
        ({"messages": [ONE], "options": {"delayBetweenMessages": 1000.5}}, "options.delayBetweenMessages"),
        ({"messages": [ONE], "options": {"randomizeDelay": "no"}}, "options.randomizeDelay"),
    ],
)
async def test_request_out_of_bounds_is_refused(
    client: RestClient, messages: str, body: dict[str, Any], path: str
) -> None:
    answer = await client.post(f"{messages}/send-bulk", body)
    assert (answer.status, answer.error["code"], set(answer.fields)) == (400, "VALIDATION_ERROR", {path})


async def test_results_are_told(client: RestClient, context: FakeGatewayContext, messages: str) -> None:
    await client.post(f"{messages}/send-bulk", {"messages": [ONE] * 5})
    batches = context.gateway.batches
    items = batches.listed[BATCH]
    items[0] = replace(items[0], state=ItemState.SENT, message_id=MessageId(f"true_{CHAT}_3EB0"))
    code = ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP
    items[1] = replace(items[1], state=ItemState.FAILED, error_code=code, error_message="no")
    unknown = ErrorCode.MESSAGE_SEND_FAILED
    items[2] = replace(items[2], state=ItemState.UNKNOWN, error_code=unknown, error_message="?")
    items[3] = replace(items[3], state=ItemState.SENDING)
    progress = BatchProgress(total=5, sent=1, failed=2, pending=2)
    batches.records[BATCH] = replace(batches.records[BATCH], progress=progress)
    shown = await client.get(f"{messages}/batch/batch_1")
    assert shown.data == {
        "batchId": "batch_1",
        "status": "processing",
        "progress": {"total": 5, "sent": 1, "failed": 2, "pending": 2, "cancelled": 0},
        "createdAt": "2026-01-01T00:00:00.000Z",
        "startedAt": None,
        "completedAt": None,
        "results": [
            {"chatId": CHAT, "status": "sent", "messageId": f"true_{CHAT}_3EB0"},
            {"chatId": CHAT, "status": "failed", "error": {"code": code.value, "message": "no"}},
            {
                "chatId": CHAT,
                "status": "failed",
                "error": {"code": unknown.value, "message": "?", "details": {"outcome": "unknown"}},
            },
            {"chatId": CHAT, "status": "pending"},
            {"chatId": CHAT, "status": "pending"},
        ],
    }
    listed = await client.get(f"{messages}/batch")
    assert listed.data == [{name: value for name, value in shown.data.items() if name != "results"}]
    assert listed.json["pagination"]["total"] == 1


async def test_batch_is_cancelled_once(client: RestClient, messages: str) -> None:
    await client.post(f"{messages}/send-bulk", {"messages": [ONE, ONE]})
    cancelled = await client.post(f"{messages}/batch/batch_1/cancel")
    assert (cancelled.status, cancelled.data["status"]) == (200, "cancelled")
    assert cancelled.data["progress"] == {"total": 2, "sent": 0, "failed": 0, "pending": 0, "cancelled": 2}
    again = await client.post(f"{messages}/batch/batch_1/cancel")
    assert (again.status, again.error["code"]) == (400, "BATCH_FINISHED")
    assert again.error["details"] == {"batchId": "batch_1", "status": "cancelled"}


@pytest.mark.parametrize("batch_id", ["absent", "a.b", "x" * 65])
async def test_unknown_batch_is_404(client: RestClient, messages: str, batch_id: str) -> None:
    for method, path in (("GET", ""), ("POST", "/cancel")):
        answer = await client.call(method, f"{messages}/batch/{batch_id}{path}")
        assert (answer.status, answer.error["code"]) == (404, "BATCH_NOT_FOUND")
