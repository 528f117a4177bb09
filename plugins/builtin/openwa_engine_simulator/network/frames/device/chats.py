"""What a device says about chats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from openwa_engine_simulator.network.frames.wire import ChatId, RequestNumber, WireObject

__all__ = ["Archive", "Chats", "MarkUnread", "Read", "Typing", "TypingState"]

TypingState: TypeAlias = Literal["typing", "recording", "paused"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Read(WireObject):
    """The chat was read on this device."""

    chat: ChatId
    n: RequestNumber | None = None
    """Answered only when there is one."""
    t: Literal["read"] = "read"


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkUnread(WireObject):
    """Marks a chat as unread by hand."""

    n: RequestNumber
    chat: ChatId
    t: Literal["mark_unread"] = "mark_unread"


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive(WireObject):
    """Moves a chat into the archive, or back."""

    n: RequestNumber
    chat: ChatId
    archived: bool
    t: Literal["archive"] = "archive"


@dataclass(frozen=True, kw_only=True, slots=True)
class Typing(WireObject):
    """What the owner of the device is doing in the chat; nobody remembers it for long."""

    chat: ChatId
    state: TypingState
    n: RequestNumber | None = None
    """Answered only when there is one."""
    t: Literal["typing"] = "typing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chats(WireObject):
    """Asks for the list of chats, the newest first."""

    n: RequestNumber
    t: Literal["chats"] = "chats"
