"""A message before it enters the queue: what the caller left to the gateway is filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from openwa_core.services.link_preview import LinkPreviews
from openwa_core.services.media.intake import MediaIntake
from openwa_hookspecs.models.content import Content, Forward, Text
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.storage import MessageRepository

__all__ = ["Preparation"]


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """Looks at links and at messages to forward."""

    messages: MessageRepository
    previews: LinkPreviews
    files: MediaIntake
    """Takes in the file of an attachment, for as long as its send lasts."""

    async def complete(self, session_id: SessionId, message: OutboundMessage) -> OutboundMessage:
        """The message as it can be sent."""
        content = await self._completed(session_id, message.content)
        return message if content is message.content else replace(message, content=content)

    async def _completed(self, session_id: SessionId, content: Content) -> Content:
        match content:
            case Text(wants_preview=True, preview=None):
                return replace(content, preview=await self.previews.of(content.text))
            case Forward():
                return await self._forwarded(session_id, content)
            case _:
                return content

    async def _forwarded(self, session_id: SessionId, content: Forward) -> Forward:
        """One that the store does not know may be known to WhatsApp: the engine says so if it is not."""
        original = await self.messages.get(session_id, content.message_id)
        if original is None:
            return content
        return replace(content, type=original.type, body=original.body)
