"""Chats on the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from openwa_hookspecs.models.chats import Chat
from openwa_hookspecs.models.ids import is_group
from openwa_hookspecs.models.payloads import timestamp
from openwa_transport_http.fields import Flag, RequestModel
from openwa_transport_http.shapes.sending import example

__all__ = ["ArchiveChat", "ChatView", "ShowTyping", "chat_view"]


class ArchiveChat(RequestModel, json_schema_extra=example(archived=True)):
    """`POST …/chats/{chatId}/archive`."""

    archived: Flag = Field(default=True, description="false brings it back")


class ShowTyping(RequestModel, json_schema_extra=example(state="typing")):
    """`POST …/chats/{chatId}/typing`."""

    state: Literal["typing", "recording", "paused"] = Field(
        default="typing", description="what the peer sees of us; it fades after some 25 s"
    )


class ChatView(TypedDict):
    """A chat; `unreadCount` is -1 when it was marked as unread by hand, the times are of its last message."""

    id: str
    name: str | None
    isGroup: bool
    unreadCount: int
    isArchived: bool
    isPinned: bool
    isMuted: bool
    waTimestamp: int | None
    timestamp: str | None
    lid: NotRequired[str]


def chat_view(chat: Chat) -> ChatView:
    """A chat for callers."""
    moment = None if chat.wa_timestamp is None else datetime.fromtimestamp(chat.wa_timestamp, UTC)
    view = ChatView(
        id=chat.id,
        name=chat.name,
        isGroup=is_group(chat.id),
        unreadCount=chat.unread_count,
        isArchived=chat.is_archived,
        isPinned=chat.is_pinned,
        isMuted=chat.is_muted,
        waTimestamp=chat.wa_timestamp,
        timestamp=None if moment is None else timestamp(moment),
    )
    if chat.lid is not None:
        view["lid"] = chat.lid
    return view
