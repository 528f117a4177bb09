"""What a device says about messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames.enclosures import Enclosure
from openwa_engine_simulator.network.frames.parts import QuotedRef
from openwa_engine_simulator.network.frames.wire import (
    AnyMessageId,
    ChatId,
    MessageKey,
    RequestNumber,
    WireObject,
)

__all__ = ["Edit", "Hide", "History", "Lookup", "OutgoingMessage", "React", "Send", "Star", "Withdraw"]


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingMessage(WireObject):
    """A message under the id that the device chose."""

    id: MessageKey
    to: ChatId
    type: Annotated[str, Field(pattern=r"^[a-z_0-9]{1,32}$")] = "chat"
    body: Annotated[str, Field(max_length=65_536)] = ""
    quoted: QuotedRef | None = None
    mentioned: Annotated[tuple[ChatId, ...], Field(max_length=1024)] = ()
    enclosed: Enclosure | None = None
    forwarded: bool = False
    copy_of: AnyMessageId | None = None
    """A message to forward: what it says and carries is taken from it, and `forwarded` is set."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Send(WireObject):
    """Hands a message over."""

    n: RequestNumber
    message: OutgoingMessage
    t: Literal["send"] = "send"


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit(WireObject):
    """Gives a message of one's own another text or caption."""

    n: RequestNumber
    id: AnyMessageId
    body: Annotated[str, Field(max_length=65_536)]
    t: Literal["edit"] = "edit"


@dataclass(frozen=True, kw_only=True, slots=True)
class React(WireObject):
    """Puts a reaction on a message; the empty one takes it back."""

    n: RequestNumber
    id: AnyMessageId
    emoji: Annotated[str, Field(max_length=64)]
    t: Literal["react"] = "react"


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdraw(WireObject):
    """Deletes a message for everybody."""

    n: RequestNumber
    id: AnyMessageId
    t: Literal["withdraw"] = "withdraw"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hide(WireObject):
    """Deletes a message for this account only."""

    n: RequestNumber
    id: AnyMessageId
    t: Literal["hide"] = "hide"


@dataclass(frozen=True, kw_only=True, slots=True)
class Star(WireObject):
    """Marks a message with a star, or takes it away."""

    n: RequestNumber
    id: AnyMessageId
    starred: bool
    t: Literal["star"] = "star"


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
    before: AnyMessageId | None = None
    inclusive: bool = False
    """The message `before` comes first, if the network has it."""
    notices: bool = True
    """Whether what happened to the group counts, too."""
    t: Literal["history"] = "history"
