"""What can happen to the network's memory. State is what these facts made of it, live or read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openwa_engine_simulator.network.accounts import Addressing, Ban, Platform, Receipts
from openwa_engine_simulator.network.frames.enclosures import Enclosure
from openwa_engine_simulator.network.frames.parts import Role
from openwa_engine_simulator.network.ids import PHONE, GroupId, Number, Peer
from openwa_engine_simulator.network.messages import SERVER, MessageRef, ReactionOf
from openwa_engine_simulator.network.send_log import LogEntry

__all__ = [
    "AckRaised",
    "BanSet",
    "BlockSet",
    "ChatArchived",
    "ChatMarked",
    "ChatRead",
    "ContactNamed",
    "Fact",
    "GroupSaved",
    "HandedOver",
    "LinkGone",
    "LinkMade",
    "LinkSaw",
    "MessageEdited",
    "MessageHidden",
    "MessageReacted",
    "MessageRevoked",
    "MessageStarred",
    "MessageStored",
    "PhoneSaved",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneSaved:
    """A number has a phone, or its phone has changed."""

    number: Number
    push_name: str
    platform: Platform
    lid: str
    receipts: Receipts = "auto"
    addressing: Addressing = "number"
    is_business: bool = False
    picture: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BanSet:
    """A number was banned, or its ban lifted."""

    number: Number
    ban: Ban | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkMade:
    """A phone took a device in."""

    number: Number
    device: int
    token: str
    seen: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkGone:
    """A link has ended, from either side."""

    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkSaw:
    """A device is known to have all changes up to this one."""

    token: str
    seen: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedOver:
    """A device has handed a message over."""

    entry: LogEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageStored:
    """The network has a message."""

    change: int
    id: str
    sender: Number
    recipient: Peer
    type: str
    body: str
    at: int
    origin: int = PHONE
    quoted: MessageRef | None = None
    mentioned: tuple[str, ...] = ()
    ack: int = SERVER
    revoked_by: Number | None = None
    acked: int = 0
    enclosed: Enclosure | None = None
    forwarded: bool = False
    readers: Mapping[Number, int] | None = None
    edited_at: int | None = None
    reactions: tuple[ReactionOf, ...] = ()
    hidden_for: frozenset[Number] = frozenset()
    starred_by: frozenset[Number] = frozenset()
    reacted: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class AckRaised:
    """Messages of one conversation have come further."""

    change: int
    sender: Number
    recipient: Peer
    ids: tuple[str, ...]
    ack: int
    readers: tuple[Number, ...] = ()
    """With whom, in a group; in a chat of two there is no question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRevoked:
    """A message was deleted for everybody."""

    change: int
    sender: Number
    recipient: Peer
    id: str
    by: Number
    at: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageEdited:
    """A message has another text or caption."""

    change: int
    sender: Number
    recipient: Peer
    id: str
    body: str
    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageReacted:
    """Somebody reacted to a message; an empty emoji takes it back."""

    change: int
    sender: Number
    recipient: Peer
    id: str
    by: Number
    emoji: str
    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageHidden:
    """Somebody has deleted a message for himself."""

    sender: Number
    recipient: Peer
    id: str
    by: Number


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageStarred:
    """Somebody has given a message a star, or taken it away."""

    sender: Number
    recipient: Peer
    id: str
    by: Number
    starred: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatRead:
    """A chat was read by its owner."""

    owner: Number
    peer: Peer
    unread: int = 0
    """So many are still unread."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatMarked:
    """The owner has marked a chat as unread by hand."""

    owner: Number
    peer: Peer


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatArchived:
    """The owner has moved a chat into his archive, or back."""

    owner: Number
    peer: Peer
    archived: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactNamed:
    """The owner's address book has a name for a number; None takes it out."""

    owner: Number
    number: Number
    name: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockSet:
    """The owner has blocked a number, or let it in again."""

    owner: Number
    number: Number
    blocked: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupSaved:
    """A group is there, or has changed: all of it but its messages."""

    id: GroupId
    subject: str
    created_at: int
    creator: Number
    invite: str
    description: str = ""
    members: Mapping[Number, Role] = field(default_factory=dict)
    former: frozenset[Number] = frozenset()
    restrict: bool = True
    announce: bool = False
    picture: str | None = None


Fact = (
    PhoneSaved
    | BanSet
    | LinkMade
    | LinkGone
    | LinkSaw
    | HandedOver
    | MessageStored
    | AckRaised
    | MessageRevoked
    | MessageEdited
    | MessageReacted
    | MessageHidden
    | MessageStarred
    | ChatRead
    | ChatMarked
    | ChatArchived
    | ContactNamed
    | BlockSet
    | GroupSaved
)
