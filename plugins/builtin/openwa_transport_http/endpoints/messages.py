"""Messages: send, and read what was sent and received."""

from __future__ import annotations

from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_transport_http.call import Call
from openwa_transport_http.shapes.messages import (
    HistoryQuery,
    MessageView,
    SendText,
    SentView,
    message_view,
    sent_view,
)

__all__ = ["list_messages", "send_text"]


async def send_text(call: Call, session_id: SessionId, body: SendText) -> SentView:
    """Send a text; answers when WhatsApp has it."""
    return sent_view(await call.gateway.messages.send(call.caller, session_id, body.message()))


async def list_messages(
    call: Call, session_id: SessionId, chat_id: ChatId, query: HistoryQuery
) -> list[MessageView]:
    """Messages of a chat, newest first."""
    found = await call.gateway.messages.history(
        call.caller, session_id, chat_id, limit=query.limit, before=query.before
    )
    return [message_view(session_id, message) for message in found]
