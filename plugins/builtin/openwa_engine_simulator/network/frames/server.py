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
    code: RefusalCode
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Result(WireObject):
    n: int | None
    ok: bool = True
    data: Answer | None = None
    error: Failure | None = None
    t: Literal["result"] = "result"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ref(WireObject):
    ref: str
    ttl_ms: int
    t: Literal["ref"] = "ref"


@dataclass(frozen=True, kw_only=True, slots=True)
class QrIdle(WireObject):
    t: Literal["qr_idle"] = "qr_idle"


@dataclass(frozen=True, kw_only=True, slots=True)
class Paired(WireObject):
    token: str
    me: Me
    t: Literal["paired"] = "paired"


@dataclass(frozen=True, kw_only=True, slots=True)
class Resumed(WireObject):
    me: Me
    t: Literal["resumed"] = "resumed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sync(WireObject):
    chats: tuple[Chat, ...] = ()
    contacts: tuple[Contact, ...] = ()
    messages: tuple[WireMessage, ...] = ()
    missed: tuple[str, ...] = ()
    """Ids of those messages here that are new to the device, or have changed since it was last on."""
    seq: int
    last: bool
    t: Literal["sync"] = "sync"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMessage(WireObject):
    message: WireMessage
    seq: int
    t: Literal["message"] = "message"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ack(WireObject):
    chat: str
    ids: tuple[str, ...]
    from_me: bool = True
    ack: int
    ts: int
    seq: int
    t: Literal["ack"] = "ack"


@dataclass(frozen=True, kw_only=True, slots=True)
class Revoke(WireObject):
    chat: str
    id: str
    from_me: bool
    by: str
    seq: int
    t: Literal["revoke"] = "revoke"


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedOut(WireObject):
    reason: LogoutReason
    t: Literal["logout"] = "logout"


@dataclass(frozen=True, kw_only=True, slots=True)
class Banned(WireObject):
    reason: str
    expires_in_s: int | None
    t: Literal["banned"] = "banned"


@dataclass(frozen=True, kw_only=True, slots=True)
class Replaced(WireObject):
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
