"""Own messages by the id that callers have of them."""

from __future__ import annotations

from openwa_core.services.live_session import LiveSession
from openwa_core.services.parts import ServiceParts
from openwa_hookspecs.models.ids import MessageId, chat_of, key_of

__all__ = ["as_sent"]


async def as_sent(message_id: MessageId, live: LiveSession, parts: ServiceParts) -> MessageId:
    """The id under which a message was sent, when WhatsApp tells of it by another: it names the chat by its
    LID as it likes. Raises `ServiceUnavailableError`."""
    if not message_id.startswith("true_") or not chat_of(message_id).endswith("@lid"):
        return message_id
    row = await parts.storage.messages.outgoing(live.id, key_of(message_id))
    return message_id if row is None else row.message_id
