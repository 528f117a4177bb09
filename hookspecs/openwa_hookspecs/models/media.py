"""What the store knows of a message's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.messages import MediaFacts

__all__ = ["MediaRow"]


@dataclass(frozen=True, kw_only=True)
class MediaRow:
    """The file of one message: where it is, and what became of fetching it."""

    session_id: SessionId
    message_id: MessageId
    chat_id: ChatId
    facts: MediaFacts
    name: str | None = None
    """In the media store, while `facts.state` is STORED."""
    digest: str | None = None
    """SHA-256, hex, while it is STORED."""
    error: str | None = None
    """Why it could not be fetched the last time."""
    attempts: int = 0
    due_at: datetime | None = None
    """When the gateway fetches it by itself; None: only when it is asked for."""
