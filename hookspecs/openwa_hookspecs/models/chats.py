"""Chats: conversations with a person or a group."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openwa_hookspecs.models.ids import ChatId

__all__ = ["Chat", "Presence"]


@dataclass(frozen=True, kw_only=True)
class Chat:
    """One line of the list of chats."""

    id: ChatId
    name: str | None = None
    unread_count: int = 0
    """-1 when it was marked as unread by hand."""
    is_archived: bool = False
    is_pinned: bool = False
    is_muted: bool = False
    wa_timestamp: int | None = None
    """Epoch seconds of the last message."""
    lid: ChatId | None = None


class Presence(StrEnum):
    """What the peer sees of us while we write."""

    TYPING = "typing"
    RECORDING = "recording"
    PAUSED = "paused"
