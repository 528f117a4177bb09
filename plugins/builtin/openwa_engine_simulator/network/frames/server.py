"""What the network says to a device: how its link goes, answers, and news."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames.answers import Answer
from openwa_engine_simulator.network.frames.news import (
    Ack,
    ChatChanged,
    ContactChanged,
    Edited,
    GroupChanged,
    Hidden,
    IdentitiesTold,
    NewMessage,
    PresenceSeen,
    Reaction,
    Revoke,
    Starred,
    Sync,
)
from openwa_engine_simulator.network.frames.parts import Me
from openwa_engine_simulator.network.frames.wire import LogoutReason, WireObject
from openwa_engine_simulator.network.refusals import RefusalCode

__all__ = [
    "AuthFailed",
    "Banned",
    "Failure",
    "LoggedOut",
    "Paired",
    "QrIdle",
    "Ref",
    "Replaced",
    "Result",
    "Resumed",
    "ServerFrame",
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


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthFailed(WireObject):
    """The phone scanned the code, and WhatsApp does not take the device in; the connection ends."""

    reason: str
    t: Literal["auth_failed"] = "auth_failed"


ServerFrame = Annotated[
    Result
    | NewMessage
    | Ack
    | Sync
    | Edited
    | Revoke
    | Reaction
    | Hidden
    | Starred
    | ChatChanged
    | ContactChanged
    | IdentitiesTold
    | GroupChanged
    | PresenceSeen
    | Ref
    | QrIdle
    | Paired
    | Resumed
    | LoggedOut
    | AuthFailed
    | Banned
    | Replaced,
    Field(discriminator="t"),
]
