"""Chats: list them, mark them, show that we write."""

from __future__ import annotations

from openwa_hookspecs.models.chats import Presence
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.paging import Page
from openwa_transport_http.call import Call
from openwa_transport_http.fields import PageQuery
from openwa_transport_http.shapes.chats import ArchiveChat, ChatView, ShowTyping, chat_view
from openwa_transport_http.shapes.pages import shown_page
from openwa_transport_http.shapes.sessions import DoneView

__all__ = ["archive_chat", "list_chats", "mark_chat_read", "mark_chat_unread", "show_typing"]


async def list_chats(call: Call, session_id: SessionId, query: PageQuery) -> Page[ChatView]:
    """The account's chats, the one with the newest message first."""
    page = await call.gateway.chats.page(call.caller, session_id, number=query.page, limit=query.limit)
    return shown_page(page, chat_view)


async def mark_chat_read(call: Call, session_id: SessionId, chat_id: ChatId) -> DoneView:
    """Mark a chat as read: the writers see it."""
    await call.gateway.chats.mark_read(call.caller, session_id, chat_id)
    return DoneView(message="Chat marked as read")


async def mark_chat_unread(call: Call, session_id: SessionId, chat_id: ChatId) -> DoneView:
    """Mark a chat as unread."""
    await call.gateway.chats.mark_unread(call.caller, session_id, chat_id)
    return DoneView(message="Chat marked as unread")


async def archive_chat(call: Call, session_id: SessionId, chat_id: ChatId, body: ArchiveChat) -> DoneView:
    """Put a chat into the archive, or bring it back."""
    await call.gateway.chats.archive(call.caller, session_id, chat_id, archived=body.archived)
    return DoneView(message="Chat archived" if body.archived else "Chat brought back")


async def show_typing(call: Call, session_id: SessionId, chat_id: ChatId, body: ShowTyping) -> DoneView:
    """Show the peer that we write, record, or have stopped."""
    await call.gateway.chats.set_presence(call.caller, session_id, chat_id, Presence(body.state))
    return DoneView(message=f"Shown as {body.state}")
