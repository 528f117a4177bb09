"""What can happen to the network's memory. State is what these facts made of it, live or read back."""

from __future__ import annotations

from dataclasses import dataclass

from openwa_engine_simulator.network.accounts import Ban, Platform, Receipts
from openwa_engine_simulator.network.ids import PHONE, Number
from openwa_engine_simulator.network.messages import SERVER, MessageRef
from openwa_engine_simulator.network.send_log import LogEntry

__all__ = [
    "AckRaised",
    "BanSet",
    "ChatRead",
    "Fact",
    "HandedOver",
    "LinkGone",
    "LinkMade",
    "LinkSaw",
    "MessageRevoked",
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
    recipient: Number
    type: str
    body: str
    at: int
    origin: int = PHONE
    quoted: MessageRef | None = None
    mentioned: tuple[str, ...] = ()
    ack: int = SERVER
    revoked_by: Number | None = None
    acked: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class AckRaised:
    """Messages of one conversation have come further."""

    change: int
    sender: Number
    recipient: Number
    ids: tuple[str, ...]
    ack: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRevoked:
    """A message was deleted for everybody."""

    change: int
    sender: Number
    recipient: Number
    id: str
    by: Number


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatRead:
    """Nothing is unread in a chat of this owner."""

    owner: Number
    peer: Number


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
    | ChatRead
)
