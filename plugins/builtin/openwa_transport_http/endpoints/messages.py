"""Messages: send them, read what was sent and received, act on one."""

from __future__ import annotations

from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId, key_of
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_transport_http.call import Call
from openwa_transport_http.download import Download, download
from openwa_transport_http.shapes.actions import DeleteMessage, EditMessage, ReactToMessage, StarMessage
from openwa_transport_http.shapes.attachments import (
    SendAudio,
    SendDocument,
    SendImage,
    SendSticker,
    SendVideo,
)
from openwa_transport_http.shapes.messages import (
    HistoryQuery,
    MessageView,
    SentView,
    message_view,
    sent_view,
)
from openwa_transport_http.shapes.sending import (
    ForwardMessage,
    ReplyToMessage,
    SendContact,
    SendLocation,
    SendPoll,
    SendText,
)
from openwa_transport_http.shapes.sessions import DoneView

__all__ = [
    "delete_message",
    "edit_message",
    "forward_message",
    "get_message",
    "get_message_media",
    "list_messages",
    "react_to_message",
    "reply_to_message",
    "send_audio",
    "send_contact",
    "send_document",
    "send_image",
    "send_location",
    "send_poll",
    "send_sticker",
    "send_text",
    "send_video",
    "star_message",
]


async def send_text(call: Call, session_id: SessionId, body: SendText) -> SentView:
    """Send a text; answers when WhatsApp has it."""
    return sent_view(await call.gateway.messages.send(call.caller, session_id, body.message()))


async def send_image(call: Call, session_id: SessionId, body: SendImage) -> SentView:
    """Send a picture."""
    return await _send(call, session_id, body.message())


async def send_video(call: Call, session_id: SessionId, body: SendVideo) -> SentView:
    """Send a video."""
    return await _send(call, session_id, body.message())


async def send_audio(call: Call, session_id: SessionId, body: SendAudio) -> SentView:
    """Send a sound, or a voice note."""
    return await _send(call, session_id, body.message())


async def send_document(call: Call, session_id: SessionId, body: SendDocument) -> SentView:
    """Send a file of any kind."""
    return await _send(call, session_id, body.message())


async def send_sticker(call: Call, session_id: SessionId, body: SendSticker) -> SentView:
    """Send a sticker."""
    return await _send(call, session_id, body.message())


async def send_location(call: Call, session_id: SessionId, body: SendLocation) -> SentView:
    """Send a place."""
    return await _send(call, session_id, body.message())


async def send_contact(call: Call, session_id: SessionId, body: SendContact) -> SentView:
    """Send somebody's name and number."""
    return await _send(call, session_id, body.message())


async def send_poll(call: Call, session_id: SessionId, body: SendPoll) -> SentView:
    """Ask a question with answers to choose from."""
    return await _send(call, session_id, body.message())


async def reply_to_message(call: Call, session_id: SessionId, body: ReplyToMessage) -> SentView:
    """Send a text that quotes a message: short for send-text with `options.quotedMessageId`."""
    return await _send(call, session_id, body.message())


async def forward_message(call: Call, session_id: SessionId, body: ForwardMessage) -> SentView:
    """Send a message that is there once more, marked as forwarded."""
    return await _send(call, session_id, body.message())


async def react_to_message(call: Call, session_id: SessionId, body: ReactToMessage) -> DoneView:
    """Put a reaction on a message, or take it back."""
    await call.gateway.messages.react(call.caller, session_id, body.message_id, body.emoji)
    return DoneView(message="Reaction set" if body.emoji else "Reaction removed")


async def edit_message(call: Call, session_id: SessionId, body: EditMessage) -> DoneView:
    """Give a text of this account another text."""
    await call.gateway.messages.edit(call.caller, session_id, body.message_id, body.text)
    return DoneView(message="Message edited")


async def delete_message(call: Call, session_id: SessionId, body: DeleteMessage) -> DoneView:
    """Delete a message, here or for everyone."""
    await call.gateway.messages.delete(
        call.caller, session_id, body.message_id, for_everyone=body.for_everyone
    )
    return DoneView(message="Message deleted for everyone" if body.for_everyone else "Message deleted")


async def star_message(call: Call, session_id: SessionId, body: StarMessage) -> DoneView:
    """Put a star on a message, or take it away."""
    await call.gateway.messages.star(call.caller, session_id, body.message_id, starred=body.starred)
    return DoneView(message="Message starred" if body.starred else "Star removed")


async def get_message(call: Call, session_id: SessionId, message_id: MessageId) -> MessageView:
    """One message."""
    found = await call.gateway.messages.get(call.caller, session_id, message_id)
    return message_view(session_id, found)


async def get_message_media(call: Call, session_id: SessionId, message_id: MessageId) -> Download:
    """The file of a message, whole or in part (`Range`); what is not here comes from WhatsApp."""
    file = await call.gateway.messages.media(call.caller, session_id, message_id)
    return download(file, call.header, fallback=key_of(message_id))


async def list_messages(
    call: Call, session_id: SessionId, chat_id: ChatId, query: HistoryQuery
) -> list[MessageView]:
    """Messages of a chat, newest first."""
    found = await call.gateway.messages.history(
        call.caller, session_id, chat_id, limit=query.limit, before=query.before
    )
    return [message_view(session_id, message) for message in found]


async def _send(call: Call, session_id: SessionId, message: OutboundMessage) -> SentView:
    return sent_view(await call.gateway.messages.send(call.caller, session_id, message))
