"""What a linked device says to the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames.parts import (
    ChatId,
    MessageKey,
    Phone,
    QuotedRef,
    RequestNumber,
    WireObject,
)

__all__ = [
    "DeviceFrame",
    "Exists",
    "Got",
    "Hello",
    "History",
    "LinkCode",
    "Logout",
    "Lookup",
    "OutgoingMessage",
    "Read",
    "Refresh",
    "Send",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hello(WireObject):
    """The first word of a connection; without a token, or with a dead one, a QR reference answers it."""

    token: Annotated[str, Field(max_length=128)] | None = None
    acknowledges: bool = False
    """The device says `got`: it is synced with what it has not acknowledged, instead of everything."""
    t: Literal["hello"] = "hello"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refresh(WireObject):
    """Asks for another row of QR references."""

    t: Literal["refresh"] = "refresh"


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCode(WireObject):
    """Asks for a code that the owner of the number can type."""

    n: RequestNumber
    phone: Phone
    t: Literal["link_code"] = "link_code"


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingMessage(WireObject):
    """A message under the id that the device chose."""

    id: MessageKey
    to: ChatId
    type: Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")] = "chat"
    body: Annotated[str, Field(max_length=65_536)]
    quoted: QuotedRef | None = None
    mentioned: Annotated[tuple[ChatId, ...], Field(max_length=1024)] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Send(WireObject):
    """Hands a message over."""

    n: RequestNumber
    message: OutgoingMessage
    t: Literal["send"] = "send"


@dataclass(frozen=True, kw_only=True, slots=True)
class Read(WireObject):
    """The chat was read on this device."""

    chat: ChatId
    t: Literal["read"] = "read"


@dataclass(frozen=True, kw_only=True, slots=True)
class Exists(WireObject):
    """Asks whether a number is on WhatsApp."""

    n: RequestNumber
    phone: Phone
    t: Literal["exists"] = "exists"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lookup(WireObject):
    """Asks whether the server has a message of this device's account."""

    n: RequestNumber
    id: MessageKey
    t: Literal["lookup"] = "lookup"


@dataclass(frozen=True, kw_only=True, slots=True)
class History(WireObject):
    """Asks for messages of a chat: the newest, or those before one that the network has."""

    n: RequestNumber
    chat: Annotated[str, Field(max_length=64)]
    limit: Annotated[int, Field(ge=1, le=1000)]
    before: Annotated[str, Field(max_length=128)] | None = None
    inclusive: bool = False
    """The message `before` comes first, if the network has it."""
    t: Literal["history"] = "history"


@dataclass(frozen=True, kw_only=True, slots=True)
class Got(WireObject):
    """The device has everything up to this change."""

    seq: RequestNumber
    t: Literal["got"] = "got"


@dataclass(frozen=True, kw_only=True, slots=True)
class Logout(WireObject):
    """Ends the link."""

    n: RequestNumber
    t: Literal["logout"] = "logout"


DeviceFrame = Annotated[
    Hello | Refresh | LinkCode | Send | Read | Exists | Lookup | History | Got | Logout,
    Field(discriminator="t"),
]
