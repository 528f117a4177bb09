"""A scripted engine that sends files, and has some to give out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from openwa_hookspecs.engine import Capability, FetchedMedia
from openwa_hookspecs.errors import MediaNotFoundError
from openwa_hookspecs.models.content import Attachment
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import OutboundMessage, SentMessage
from tests.support.scripted_engine import ScriptedEngine

__all__ = ["Fetch", "MediaEngine"]

Fetch = Callable[[Path], Awaitable[FetchedMedia]]


@dataclass
class MediaEngine(ScriptedEngine):
    """Keeps the bytes of each attachment that it sends; gives out what `remote` has for a message."""

    capabilities: frozenset[Capability] = frozenset(
        {Capability.SEND_TEXT, Capability.SEND_MEDIA, Capability.LOOKUP, Capability.MEDIA}
    )
    attachments: list[tuple[Attachment, bytes]] = field(default_factory=list)
    remote: dict[MessageId, bytes | Fetch] = field(default_factory=dict)
    fetched: list[MessageId] = field(default_factory=list)
    fetching: int = 0
    most_fetching: int = 0

    async def send(
        self, session_id: SessionId, message: OutboundMessage, client_id: MessageKey
    ) -> SentMessage:
        if isinstance(message.content, Attachment):
            path = message.content.file.path
            assert path is not None
            self.attachments.append((message.content, path.read_bytes()))
        return await super().send(session_id, message, client_id)

    async def fetch_media(
        self, session_id: SessionId, message_id: MessageId, chat_id: ChatId, target: Path
    ) -> FetchedMedia:
        self.fetched.append(message_id)
        self.fetching += 1
        self.most_fetching = max(self.most_fetching, self.fetching)
        try:
            found = self.remote.get(message_id)
            if found is None:
                raise MediaNotFoundError(message_id)
            if not isinstance(found, bytes):
                return await found(target)
            await asyncio.to_thread(target.write_bytes, found)
            return FetchedMedia(mimetype="image/png", filename="photo.png")
        finally:
            self.fetching -= 1
