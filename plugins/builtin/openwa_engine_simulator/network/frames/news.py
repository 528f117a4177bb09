"""What the network tells a linked device by itself: what happened to messages, chats, people and groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames.device.chats import TypingState
from openwa_engine_simulator.network.frames.parts import Chat, Contact, Group, Identity, WireMessage
from openwa_engine_simulator.network.frames.wire import WireObject

__all__ = [
    "Ack",
    "ChatChanged",
    "ContactChanged",
    "Edited",
    "GroupChanged",
    "Hidden",
    "IdentitiesTold",
    "NewMessage",
    "PresenceSeen",
    "Reaction",
    "Revoke",
    "Starred",
    "Sync",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMessage(WireObject):
    """A message, from either side. One of type `ciphertext` comes once more, readable, a little later."""

    message: WireMessage
    seq: int
    t: Literal["message"] = "message"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ack(WireObject):
    """Messages have come further; in a group, as far as with the last of its members."""

    chat: str
    ids: tuple[str, ...]
    from_me: bool = True
    author: str | None = None
    ack: int
    ts: int
    seq: int
    t: Literal["ack"] = "ack"


@dataclass(frozen=True, kw_only=True, slots=True)
class Revoke(WireObject):
    """A message was deleted for everybody."""

    chat: str
    id: str
    from_me: bool
    author: str | None = None
    by: str
    """Whoever did it: the author, or an admin of the group."""
    ts: int
    seq: int
    t: Literal["revoke"] = "revoke"


@dataclass(frozen=True, kw_only=True, slots=True)
class Edited(WireObject):
    """A message has another text or caption."""

    chat: str
    id: str
    from_me: bool
    author: str | None = None
    body: str
    ts: int
    seq: int
    t: Literal["edited"] = "edited"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaction(WireObject):
    """Somebody reacted to a message; with an empty emoji, took it back."""

    chat: str
    id: str
    from_me: bool
    author: str | None = None
    sender: Annotated[str, Field(alias="from")]
    emoji: str
    ts: int
    seq: int
    t: Literal["reaction"] = "reaction"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hidden(WireObject):
    """The account has deleted a message for itself, on another device."""

    chat: str
    id: str
    from_me: bool
    author: str | None = None
    t: Literal["hidden"] = "hidden"


@dataclass(frozen=True, kw_only=True, slots=True)
class Starred(WireObject):
    """The account has given a message a star, or taken it away, on another device."""

    chat: str
    id: str
    from_me: bool
    author: str | None = None
    starred: bool
    t: Literal["starred"] = "starred"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sync(WireObject):
    """What the device must know when it comes on the line; in pieces, the last of which says so."""

    chats: tuple[Chat, ...] = ()
    contacts: tuple[Contact, ...] = ()
    groups: tuple[Group, ...] = ()
    identities: tuple[Identity, ...] = ()
    messages: tuple[WireMessage, ...] = ()
    missed: tuple[str, ...] = ()
    """Ids of those messages here that are new to the device, or have another content since it was last on."""
    apart: tuple[str, ...] = ()
    """Ids of those messages here that are older than the recent ones, with others in between: what has become
    of them is news, but they are no start of the history."""
    reactions: tuple[Reaction, ...] = ()
    """Those to messages here that are new to the device."""
    seq: int
    last: bool
    t: Literal["sync"] = "sync"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatChanged(WireObject):
    """A chat was read, marked, archived or named, on the phone or another device."""

    chat: Chat
    t: Literal["chat"] = "chat"


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactChanged(WireObject):
    """A person has another name, was blocked or let in again."""

    contact: Contact
    t: Literal["contact"] = "contact"


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentitiesTold(WireObject):
    """Numbers behind LIDs; told before the first message of such a chat, or when they become known."""

    pairs: tuple[Identity, ...]
    t: Literal["identities"] = "identities"


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupChanged(WireObject):
    """A group has changed; the account may be out of it now. What happened comes as a message, too."""

    group: Group
    is_member: bool
    t: Literal["group"] = "group"


@dataclass(frozen=True, kw_only=True, slots=True)
class PresenceSeen(WireObject):
    """Somebody is writing, recording, or has stopped."""

    chat: str
    sender: Annotated[str, Field(alias="from")]
    state: TypingState
    t: Literal["presence"] = "presence"
