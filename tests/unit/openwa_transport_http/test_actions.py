"""What is done to one message, and reading it."""

from typing import Any

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.models.messages import Message
from openwa_hookspecs.models.sessions import SessionRecord
from tests.unit.openwa_transport_http.rest_client import RestClient

PEER = ChatId("628123456789@c.us")
MESSAGE = MessageId(f"true_{PEER}_3EB0ABC123")


@pytest.mark.parametrize(
    ("path", "case"),
    [
        ("react", ({"emoji": "👨‍👩‍👧‍👦"}, "react 👨‍👩‍👧‍👦", "Reaction set")),
        ("react", ({"emoji": ""}, "react ", "Reaction removed")),
        ("edit", ({"text": "better"}, "edit better", "Message edited")),
        ("delete", ({}, "delete", "Message deleted")),
        ("delete", ({"forEveryone": True}, "delete for everyone", "Message deleted for everyone")),
        ("star", ({}, "star", "Message starred")),
        ("star", ({"starred": False}, "unstar", "Star removed")),
    ],
)
async def test_an_action_reaches_the_message(
    client: RestClient,
    session: SessionRecord,
    context: FakeGatewayContext,
    path: str,
    case: tuple[dict[str, Any], str, str],
) -> None:
    body, done, said = case
    answer = await client.post(f"/api/sessions/{session.id}/messages/{path}", {"messageId": MESSAGE, **body})
    assert (answer.status, answer.data) == (200, {"message": said})
    assert context.gateway.messages.actions == [(MESSAGE, done)]


@pytest.mark.parametrize(
    ("path", "case"),
    [
        ("react", ({}, "VALIDATION_ERROR", "emoji")),
        ("react", ({"emoji": "x" * 65}, "VALIDATION_ERROR", "emoji")),
        ("react", ({"emoji": None}, "VALIDATION_ERROR", "emoji")),
        ("edit", ({"text": ""}, "VALIDATION_ERROR", "text")),
        ("edit", ({"text": "a" * 65_537}, "MESSAGE_TEXT_TOO_LONG", "text")),
        ("delete", ({"forEveryone": "yes"}, "VALIDATION_ERROR", "forEveryone")),
        ("star", ({"starred": 0}, "VALIDATION_ERROR", "starred")),
        ("star", ({"messageId": "x"}, "VALIDATION_ERROR", "messageId")),
    ],
)
async def test_each_fault_of_an_action_is_named(
    client: RestClient,
    session: SessionRecord,
    context: FakeGatewayContext,
    path: str,
    case: tuple[dict[str, Any], str, str],
) -> None:
    body, code, fault = case
    answer = await client.post(f"/api/sessions/{session.id}/messages/{path}", {"messageId": MESSAGE, **body})
    assert (answer.status, answer.error["code"], set(answer.fields)) == (400, code, {fault})
    assert context.gateway.messages.actions == []


async def test_one_message_is_shown_as_in_a_list(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    context.gateway.messages.stored = [
        Message(
            id=MESSAGE,
            chat_id=PEER,
            sender=ChatId("628987654321@c.us"),
            recipient=PEER,
            from_me=True,
            type="image",
            body="me",
            wa_timestamp=1_706_868_000,
            has_media=True,
        )
    ]
    answer = await client.get(f"/api/sessions/{session.id}/messages/{MESSAGE}")
    listed = await client.get(f"/api/sessions/{session.id}/chats/{PEER}/messages")
    assert answer.status == 200
    assert [answer.data] == listed.data
    assert answer.data["media"] == {"url": f"/api/sessions/{session.id}/messages/{MESSAGE}/media"}


@pytest.mark.parametrize("wanted", [f"true_{PEER}_3EB0ABC999", "nothing", "3EB0", "a" * 300])
async def test_a_message_that_is_not_there_or_cannot_be_is_not_found(
    client: RestClient, session: SessionRecord, wanted: str
) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/messages/{wanted}")
    assert (answer.status, answer.error["code"]) == (404, "MESSAGE_NOT_FOUND")
