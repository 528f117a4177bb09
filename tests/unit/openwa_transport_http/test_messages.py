"""Sending a text and reading a chat."""

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.errors import ErrorCode, QuotedMessageNotFoundError, SendFailedError
from openwa_hookspecs.models.content import ContactCard, Location, Poll, Text
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.messages import Ack, MediaFacts, MediaState, Message, OutboundMessage, Reaction
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus
from openwa_transport_http.shapes.messages import MessageView, message_view
from tests.unit.openwa_transport_http.rest_client import RestClient

PEER = ChatId("628123456789@c.us")
OWN = ChatId("628987654321@c.us")
SESSION = SessionId("sess_1")


def send_path(session: SessionRecord) -> str:
    return f"/api/sessions/{session.id}/messages/send-text"


def received(number: int) -> Message:
    return Message(
        id=MessageId(f"false_{PEER}_3EB0{number:04}"),
        chat_id=PEER,
        sender=PEER,
        recipient=OWN,
        from_me=False,
        type="chat",
        body=f"text {number}",
        wa_timestamp=1_706_868_000,
    )


async def test_send_text_answers_as_the_specification_says(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    answer = await client.post(send_path(session), {"chatId": PEER, "text": "Hello, Wörld 👋"})
    assert answer.status == 200
    assert answer.data == {
        "messageId": "true_628123456789@c.us_3EB0000000000000000001",
        "status": "sent",
        "timestamp": "2026-01-01T00:00:00.000Z",
    }
    assert context.gateway.messages.sent == [
        OutboundMessage(chat_id=PEER, content=Text(text="Hello, Wörld 👋"))
    ]


async def test_quote_and_mentions_reach_the_gateway(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    quoted = f"false_{PEER}_3EB0ABC123"
    options = {"quotedMessageId": quoted, "mentionedIds": ["628111111111@c.us", "12345@lid"]}
    answer = await client.post(send_path(session), {"chatId": PEER, "text": "x", "options": options})
    assert answer.status == 200
    [sent] = context.gateway.messages.sent
    assert sent.quoted_message_id == quoted
    assert sent.mentioned_ids == ("628111111111@c.us", "12345@lid")


async def test_text_is_counted_in_code_points(client: RestClient, session: SessionRecord) -> None:
    longest = {"chatId": PEER, "text": "👋" * 65_536}
    assert (await client.post(send_path(session), longest)).status == 200
    answer = await client.post(send_path(session), {"chatId": PEER, "text": "a" * 65_537})
    assert (answer.status, answer.error["code"]) == (400, "MESSAGE_TEXT_TOO_LONG")
    assert answer.fields == {"text": "is longer than 65,536 characters"}


@pytest.mark.parametrize(
    ("body", "code", "paths"),
    [
        ({"chatId": "nobody", "text": "x"}, "MESSAGE_INVALID_CHAT_ID", {"chatId"}),
        ({"chatId": "628123456789@c.us\n", "text": "x"}, "MESSAGE_INVALID_CHAT_ID", {"chatId"}),
        ({"chatId": "٦٢٨١٢٣٤٥٦٧٨٩@c.us", "text": "x"}, "MESSAGE_INVALID_CHAT_ID", {"chatId"}),
        (
            {"chatId": PEER, "text": "x", "options": {"mentionedIds": [PEER, "me"]}},
            "MESSAGE_INVALID_CHAT_ID",
            {"options.mentionedIds[1]"},
        ),
        ({"chatId": PEER, "text": ""}, "VALIDATION_ERROR", {"text"}),
        ({"chatId": PEER}, "VALIDATION_ERROR", {"text"}),
        ({}, "VALIDATION_ERROR", {"chatId", "text"}),
        ({"chatId": "nobody", "text": 1}, "VALIDATION_ERROR", {"chatId", "text"}),
        ({"chatId": PEER, "text": "x", "body": "x"}, "VALIDATION_ERROR", {"body"}),
        ({"chatId": PEER, "text": None}, "VALIDATION_ERROR", {"text"}),
        ({"chat_id": PEER, "text": "x"}, "VALIDATION_ERROR", {"chatId", "chat_id"}),
        ({"chatId": PEER, "text": "x", "options": []}, "VALIDATION_ERROR", {"options"}),
        (
            {"chatId": PEER, "text": "x", "options": {"quotedMessageId": "3EB0"}},
            "VALIDATION_ERROR",
            {"options.quotedMessageId"},
        ),
        (
            {"chatId": PEER, "text": "x", "options": {"mentionedIds": "all"}},
            "VALIDATION_ERROR",
            {"options.mentionedIds"},
        ),
    ],
)
async def test_each_fault_of_a_body_is_named(
    client: RestClient, session: SessionRecord, body: object, code: str, paths: set[str]
) -> None:
    answer = await client.post(send_path(session), body)
    assert (answer.status, answer.error["code"]) == (400, code)
    assert set(answer.fields) == paths


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"text": ""}, {"text": "expected 1 or more characters"}),
        ({"text": 1}, {"text": "expected a text"}),
        ({"options": []}, {"options": "expected an object"}),
        ({"options": {"mentionedIds": PEER}}, {"options.mentionedIds": "expected a list"}),
        (
            {"options": {"mentionedIds": [PEER] * 1025}},
            {"options.mentionedIds": "expected at most 1024 items"},
        ),
    ],
)
async def test_faults_are_said_in_the_words_of_json(
    client: RestClient, session: SessionRecord, change: dict[str, object], fault: dict[str, str]
) -> None:
    answer = await client.post(send_path(session), {"chatId": PEER, "text": "x"} | change)
    assert (answer.status, answer.fields) == (400, fault)


async def test_no_error_repeats_the_text(client: RestClient, session: SessionRecord) -> None:
    secret = "a planted text"
    for body in (
        {"chatId": "nobody", "text": secret},
        {"chatId": PEER, "text": [secret]},
        {"chatId": PEER, "text": secret + "\0"},
        {"chatId": PEER, "text": secret * 10_000},
        {"chatId": secret, "text": "x"},
    ):
        answer = await client.post(send_path(session), body)
        assert answer.status == 400
        assert secret.encode() not in answer.body


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SendFailedError("WhatsApp refused the message", outcome="unknown"), 500),
        (QuotedMessageNotFoundError("false_628123456789@c.us_3EB0"), 400),
    ],
)
async def test_errors_of_a_send_keep_code_and_details(
    client: RestClient,
    session: SessionRecord,
    context: FakeGatewayContext,
    error: SendFailedError | QuotedMessageNotFoundError,
    status: int,
) -> None:
    context.gateway.messages.error = error
    answer = await client.post(send_path(session), {"chatId": PEER, "text": "x"})
    assert answer.status == status
    assert answer.error == {"code": error.code.value, "message": error.message, "details": error.details}


async def test_a_session_that_is_not_connected_refuses(
    client: RestClient, context: FakeGatewayContext
) -> None:
    session = context.gateway.sessions.add("other", SessionStatus.QR_READY)
    answer = await client.post(send_path(session), {"chatId": PEER, "text": "x"})
    assert (answer.status, answer.error["code"]) == (400, ErrorCode.SESSION_NOT_READY)
    assert answer.error["details"] == {"sessionId": session.id, "status": "SCAN_QR"}


async def test_history_is_one_superset_of_members(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    own = replace(received(2), id=MessageId(f"true_{PEER}_3EB0X2"), from_me=True, ack=Ack.READ)
    context.gateway.messages.stored = [own, received(1)]
    answer = await client.get(f"/api/sessions/{session.id}/chats/{PEER}/messages")
    assert answer.status == 200
    newest, oldest = answer.data
    assert oldest == {
        "id": "false_628123456789@c.us_3EB00001",
        "messageId": "false_628123456789@c.us_3EB00001",
        "chatId": PEER,
        "from": PEER,
        "to": OWN,
        "body": "text 1",
        "type": "chat",
        "fromMe": False,
        "isGroup": False,
        "hasMedia": False,
        "waTimestamp": 1_706_868_000,
        "timestamp": "2024-02-02T10:00:00.000Z",
    }
    assert (newest["ack"], newest["ackName"]) == (4, "read")


async def test_history_goes_back_from_a_message(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    context.gateway.messages.stored = [received(number) for number in (5, 4, 3, 2, 1)]
    path = f"/api/sessions/{session.id}/chats/628123456789%40c.us/messages"
    answer = await client.get(f"{path}?limit=2&before=false_{PEER}_3EB00004")
    assert [message["body"] for message in answer.data] == ["text 3", "text 2"]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=ten", "limit"),
        ("limit=1.0", "limit"),
        ("limit=%2B5", "limit"),
        ("limit=1e2", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=", "limit"),
        ("limit=5&limit=6", "limit"),
        ("before=3EB0", "before"),
        ("before=%00", "before"),
        ("offset=1", "offset"),
        ("limit=%ff", ""),
    ],
)
async def test_each_fault_of_a_query_is_named(
    client: RestClient, session: SessionRecord, query: str, path: str
) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/chats/{PEER}/messages?{query}")
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert set(answer.fields) == {path}


async def test_a_malformed_chat_id_is_refused_before_any_look_up(client: RestClient) -> None:
    answer = await client.get("/api/sessions/sess_absent/chats/nobody/messages")
    assert (answer.status, answer.error["code"]) == (400, "MESSAGE_INVALID_CHAT_ID")


def test_the_view_of_a_message_declares_what_the_payload_holds() -> None:
    adapter = TypeAdapter(MessageView)
    full = full_message()
    for message in (received(2), full):
        adapter.validate_python(message_view(SESSION, message), strict=True)
    assert set(message_view(SESSION, full)) == set(MessageView.__annotations__)


def test_a_view_shows_what_a_message_carries() -> None:
    view = message_view(SESSION, full_message())
    assert view["contact"] == {"name": "John Doe", "pushName": "John"}
    assert view["media"] == {
        "url": f"/api/sessions/sess_1/messages/false_{PEER}_3EB00001/media",
        "mimetype": "image/jpeg",
        "filename": "me.jpg",
        "size": 1234,
        "duration": 1.5,
        "state": "stored",
    }
    assert view["location"] == {"latitude": -6.2088, "longitude": 106.8456, "description": "Jakarta"}
    assert view["contactCards"] == [{"name": "Jane", "phone": "628987654321"}]
    assert view["poll"] == {"question": "Tea?", "options": ["yes", "no"], "selectable": 1}
    assert (view["isForwarded"], view["isEdited"]) == (True, True)


def test_of_a_file_that_is_not_known_more_closely_the_place_is_told() -> None:
    view = message_view(SESSION, replace(received(1), has_media=True))
    assert view["media"] == {"url": f"/api/sessions/sess_1/messages/false_{PEER}_3EB00001/media"}


def full_message() -> Message:
    return replace(
        received(1),
        chat_id=ChatId("628123456789-1234567890@g.us"),
        author=PEER,
        push_name="John",
        contact_name="John Doe",
        ack=Ack.SENT,
        quoted_message_id=MessageId(f"false_{PEER}_3EB0"),
        mentioned_ids=(PEER,),
        lid=ChatId("12345@lid"),
        has_media=True,
        media=MediaFacts(
            mimetype="image/jpeg", filename="me.jpg", size=1234, duration_s=1.5, state=MediaState.STORED
        ),
        location=Location(latitude=-6.2088, longitude=106.8456, description="Jakarta"),
        contact_cards=(ContactCard(name="Jane", phone="628987654321"),),
        poll=Poll(question="Tea?", options=("yes", "no")),
        reactions=(Reaction(sender=PEER, emoji="👍", wa_timestamp=1_767_225_700),),
        is_forwarded=True,
        is_edited=True,
    )
