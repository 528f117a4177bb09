"""What the network says to a linked device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames.answers import Answer
from openwa_engine_simulator.network.frames.parts import (
    Chat,
    Contact,
    LogoutReason,
    Me,
    WireMessage,
    WireObject,
)
from openwa_engine_simulator.network.refusals import RefusalCode

__all__ = [
    "Ack",
    "Banned",
    "Failure",
    "LoggedOut",
    "NewMessage",
    "Paired",
    "QrIdle",
    "Ref",
    "Replaced",
    "Result",
    "Resumed",
    "Revoke",
    "ServerFrame",
    "Sync",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure(WireObject):
    """Why not."""

    code: RefusalCode
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Result(WireObject):
    """The answer to the frame of this number; None for a malformed frame without one."""

    n: int | None
    ok: bool = True
    data: Answer | None = None
    error: Failure | None = None
    t: Literal["result"] = "result"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ref(WireObject):
    """A QR reference to show."""

    ref: str
    ttl_ms: int
    t: Literal["ref"] = "ref"


@dataclass(frozen=True, kw_only=True, slots=True)
class QrIdle(WireObject):
    """No QR reference is on display any more; `refresh` asks for more."""

    t: Literal["qr_idle"] = "qr_idle"


@dataclass(frozen=True, kw_only=True, slots=True)
class Paired(WireObject):
    """A phone took the device in."""

    token: str
    me: Me
    t: Literal["paired"] = "paired"


@dataclass(frozen=True, kw_only=True, slots=True)
class Resumed(WireObject):
    """The link lives."""

    me: Me
    t: Literal["resumed"] = "resumed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sync(WireObject):
    """What the device must know when it comes on the line; in pieces, the last of which says so."""

    chats: tuple[Chat, ...] = ()
    contacts: tuple[Contact, ...] = ()
    messages: tuple[WireMessage, ...] = ()
    missed: tuple[str, ...] = ()
    """Ids of those messages here that are new to the device, or were revoked since it was last on."""
    apart: tuple[str, ...] = ()
    """Ids of those messages here that are older than the recent ones, with others in between: what has become
    of them is news, but they are no start of the history."""
    seq: int
    last: bool
    t: Literal["sync"] = "sync"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMessage(WireObject):
    """A message, from either side."""

    message: WireMessage
    seq: int
    t: Literal["message"] = "message"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ack(WireObject):
    """Messages have come further."""

    chat: str
    ids: tuple[str, ...]
    from_me: bool = True
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
    by: str
    seq: int
    t: Literal["revoke"] = "revoke"


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedOut(WireObject):
    """The link has ended."""

    reason: LogoutReason
    t: Literal["logout"] = "logout"


@dataclass(frozen=True, kw_only=True, slots=True)
class Banned(WireObject):
    """The account is banned; the connection ends."""

    reason: str
    expires_in_s: int | None
    t: Literal["banned"] = "banned"


@dataclass(frozen=True, kw_only=True, slots=True)
class Replaced(WireObject):
    """Another client uses this link; the connection ends."""

    t: Literal["replaced"] = "replaced"


ServerFrame = Annotated[
    Ref
    | QrIdle
    | Paired
    | Resumed
    | Sync
    | NewMessage
    | Ack
    | Revoke
    | LoggedOut
    | Banned
    | Replaced
    | Result,
    Field(discriminator="t"),
]
