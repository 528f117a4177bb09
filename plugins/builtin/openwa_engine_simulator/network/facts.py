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
    number: Number
    push_name: str
    platform: Platform
    lid: str
    receipts: Receipts = "auto"


@dataclass(frozen=True, kw_only=True, slots=True)
class BanSet:
    number: Number
    ban: Ban | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkMade:
    number: Number
    device: int
    token: str
    seen: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkGone:
    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkSaw:
    token: str
    seen: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedOver:
    entry: LogEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageStored:
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
    change: int
    sender: Number
    recipient: Number
    ids: tuple[str, ...]
    ack: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRevoked:
    change: int
    sender: Number
    recipient: Number
    id: str
    by: Number


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatRead:
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
