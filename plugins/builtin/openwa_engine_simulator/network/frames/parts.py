"""What frames are made of: messages, chats, people and groups, as one account sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames.enclosures import Enclosure
from openwa_engine_simulator.network.frames.wire import AnyMessageId, WireObject

__all__ = [
    "Chat",
    "Contact",
    "Group",
    "Identity",
    "Me",
    "Member",
    "QuotedRef",
    "Reacted",
    "Role",
    "WireMessage",
]

Role = Literal["member", "admin", "owner"]
"""An owner is an admin, too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotedRef(WireObject):
    """The message that another one quotes."""

    id: AnyMessageId
    """Serialised, as the owner of the device sees it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reacted(WireObject):
    """Somebody's reaction to a message."""

    sender: Annotated[str, Field(alias="from")]
    emoji: str
    at: Annotated[int, Field(alias="t")]


@dataclass(frozen=True, kw_only=True, slots=True)
class WireMessage(WireObject):
    """A message as one side of the conversation sees it."""

    id: str
    chat: str
    sender: Annotated[str, Field(alias="from")]
    """Who wrote it; of a group's messages from others, the group."""
    to: str
    author: str | None = None
    """Who wrote it, in a group; the last part of the message's id there."""
    from_me: bool
    type: str
    body: str
    at: Annotated[int, Field(alias="t")]
    ack: int
    push_name: str
    contact_name: str | None = None
    """The writer's name in the owner's address book."""
    quoted: QuotedRef | None = None
    mentioned: tuple[str, ...] = ()
    enclosed: Enclosure | None = None
    forwarded: bool = False
    edited_at: int | None = None
    """Epoch seconds of the last edit, or of the deletion."""
    starred: bool = False
    reactions: tuple[Reacted, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Me(WireObject):
    """The account of a device, and which of its devices it is."""

    user: str
    device: int
    lid: str | None
    push_name: str
    platform: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat(WireObject):
    """A chat in the list of chats."""

    id: str
    name: str
    unread: int
    """-1 when it was marked as unread by hand."""
    archived: bool = False
    at: Annotated[int | None, Field(alias="t")] = None
    """Epoch seconds of the last message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact(WireObject):
    """A person in the list of contacts."""

    id: str
    name: str
    """As in the owner's address book, else as the person calls himself."""
    push_name: str
    is_my_contact: bool = False
    is_blocked: bool = False
    is_business: bool = False
    lid: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity(WireObject):
    """A person whose LID and number are both known."""

    lid: str
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Member(WireObject):
    """Somebody in a group."""

    id: str
    role: Role = "member"
    lid: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Group(WireObject):
    """A group, as its members see it."""

    id: str
    subject: str
    description: str = ""
    owner: str | None = None
    created_at: int
    restrict: bool = True
    """Only admins change what it is called."""
    announce: bool = False
    """Only admins write."""
    participants: tuple[Member, ...] = ()
