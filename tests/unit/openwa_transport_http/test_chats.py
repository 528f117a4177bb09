"""Chats: the list, and what marks one."""

from typing import Any

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.errors import ChatNotFoundError
from openwa_hookspecs.models.chats import Chat
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus
from openwa_transport_http.shapes.chats import chat_view
from tests.unit.openwa_transport_http.rest_client import RestClient

PEER = ChatId("628123456789@c.us")
GROUP = ChatId("628123456789-1234567890@g.us")


JOHN = Chat(
    id=PEER,
    name="John",
    unread_count=-1,
    is_archived=True,
    is_pinned=True,
    is_muted=True,
    wa_timestamp=1_706_868_000,
    lid=ChatId("12345@lid"),
)


async def test_chats_come_in_pages(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    context.gateway.chats.stored = [JOHN, Chat(id=GROUP)]
    answer = await client.get(f"/api/sessions/{session.id}/chats?page=2&limit=1")
    assert [chat["id"] for chat in answer.data] == [GROUP]
    assert answer.json["pagination"] == {"page": 2, "limit": 1, "total": 2, "totalPages": 2}


def test_a_chat_shows_all_that_is_known() -> None:
    assert chat_view(JOHN) == {
        "id": PEER,
        "name": "John",
        "isGroup": False,
        "unreadCount": -1,
        "isArchived": True,
        "isPinned": True,
        "isMuted": True,
        "waTimestamp": 1_706_868_000,
        "timestamp": "2024-02-02T10:00:00.000Z",
        "lid": "12345@lid",
    }


def test_what_is_not_known_of_a_chat_is_null() -> None:
    assert chat_view(Chat(id=GROUP)) == {
        "id": GROUP,
        "name": None,
        "isGroup": True,
        "unreadCount": 0,
        "isArchived": False,
        "isPinned": False,
        "isMuted": False,
        "waTimestamp": None,
        "timestamp": None,
    }


@pytest.mark.parametrize(
    ("path", "case"),
    [
        ("read", (None, "read")),
        ("unread", (None, "unread")),
        ("archive", (None, "archive")),
        ("archive", ({}, "archive")),
        ("archive", ({"archived": False}, "unarchive")),
        ("typing", (None, "typing")),
        ("typing", ({"state": "recording"}, "recording")),
        ("typing", ({"state": "paused"}, "paused")),
    ],
)
async def test_a_chat_is_marked(
    client: RestClient,
    session: SessionRecord,
    context: FakeGatewayContext,
    path: str,
    case: tuple[dict[str, Any] | None, str],
) -> None:
    body, done = case
    answer = await client.post(f"/api/sessions/{session.id}/chats/{PEER}/{path}", body)
    assert answer.status == 200, answer.body
    assert answer.data["message"]
    assert context.gateway.chats.done == [(done, PEER)]


@pytest.mark.parametrize(
    ("path", "case"),
    [
        ("archive", ({"archived": "no"}, "archived")),
        ("archive", ([], "")),
        ("archive", (b" ", "")),
        ("typing", ({"state": "singing"}, "state")),
        ("typing", ({"state": None}, "state")),
        ("typing", ({"for": 5}, "for")),
    ],
)
async def test_each_fault_is_named(
    client: RestClient,
    session: SessionRecord,
    context: FakeGatewayContext,
    path: str,
    case: tuple[object, str],
) -> None:
    body, fault = case
    answer = await client.post(f"/api/sessions/{session.id}/chats/{PEER}/{path}", body)
    assert (answer.status, answer.error["code"], set(answer.fields)) == (400, "VALIDATION_ERROR", {fault})
    assert context.gateway.chats.done == []


async def test_the_session_must_be_connected(client: RestClient, context: FakeGatewayContext) -> None:
    other = context.gateway.sessions.add("other", SessionStatus.DISCONNECTED)
    answer = await client.get(f"/api/sessions/{other.id}/chats")
    assert (answer.status, answer.error["code"]) == (400, "SESSION_NOT_READY")


async def test_a_chat_that_is_not_there_is_not_found(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    context.gateway.chats.error = ChatNotFoundError(PEER)
    answer = await client.post(f"/api/sessions/{session.id}/chats/{PEER}/read")
    assert (answer.status, answer.error["code"]) == (404, "NOT_FOUND")
