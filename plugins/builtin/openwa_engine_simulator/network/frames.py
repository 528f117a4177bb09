"""What a linked device and the network say to each other: the device protocol, as objects.

Inside one process these objects are passed as they are; over a socket they travel as JSON, field names in
camel case, the kind in `t`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from openwa_engine_simulator.network.ids import NUMBER_PATTERN
from openwa_engine_simulator.network.refusals import RefusalCode

__all__ = [
    "Accepted",
    "Ack",
    "Answer",
    "Banned",
    "Chat",
    "Contact",
    "DeviceFrame",
    "Existence",
    "Exists",
    "Failure",
    "Found",
    "Got",
    "Hello",
    "History",
    "HistoryPage",
    "LinkCode",
    "LinkCodeMade",
    "LoggedOut",
    "Logout",
    "LogoutReason",
    "Lookup",
    "Me",
    "NewMessage",
    "OutgoingMessage",
    "Paired",
    "QrIdle",
    "QuotedRef",
    "Read",
    "Ref",
    "Refresh",
    "Replaced",
    "Result",
    "Resumed",
    "Revoke",
    "Send",
    "ServerFrame",
    "Sync",
    "WireMessage",
]

Phone = Annotated[str, Field(pattern=NUMBER_PATTERN)]
ChatId = Annotated[str, Field(pattern=r"^[0-9]{5,25}@(?:c\.us|lid)$")]
MessageKey = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{4,64}$")]
RequestNumber = Annotated[int, Field(ge=0, lt=2**53)]
LogoutReason = Literal["user_initiated", "device_removed", "banned"]


class _Wire:
    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotedRef(_Wire):
    id: Annotated[str, Field(max_length=128)]
    """Serialised, as the owner of the device sees it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WireMessage(_Wire):
    """A message as one side of the conversation sees it."""

    id: str
    chat: str
    sender: Annotated[str, Field(alias="from")]
    to: str
    author: str | None = None
    from_me: bool
    type: str
    body: str
    at: Annotated[int, Field(alias="t")]
    ack: int
    push_name: str
    quoted: QuotedRef | None = None
    mentioned: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Me(_Wire):
    user: str
    device: int
    lid: str | None
    push_name: str
    platform: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat(_Wire):
    id: str
    name: str
    unread: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact(_Wire):
    id: str
    name: str
    push_name: str
    is_my_contact: bool = False


# ---- device to network -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Hello(_Wire):
    token: Annotated[str, Field(max_length=128)] | None = None
    acknowledges: bool = False
    """The device says `got`: it is synced with what it has not acknowledged, instead of everything."""
    t: Literal["hello"] = "hello"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refresh(_Wire):
    t: Literal["refresh"] = "refresh"


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCode(_Wire):
    n: RequestNumber
    phone: Phone
    t: Literal["link_code"] = "link_code"


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingMessage(_Wire):
    id: MessageKey
    to: ChatId
    type: Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")] = "chat"
    body: Annotated[str, Field(max_length=65_536)]
    quoted: QuotedRef | None = None
    mentioned: Annotated[tuple[ChatId, ...], Field(max_length=1024)] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Send(_Wire):
    n: RequestNumber
    message: OutgoingMessage
    t: Literal["send"] = "send"


@dataclass(frozen=True, kw_only=True, slots=True)
class Read(_Wire):
    chat: ChatId
    t: Literal["read"] = "read"


@dataclass(frozen=True, kw_only=True, slots=True)
class Exists(_Wire):
    n: RequestNumber
    phone: Phone
    t: Literal["exists"] = "exists"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lookup(_Wire):
    n: RequestNumber
    id: MessageKey
    t: Literal["lookup"] = "lookup"


@dataclass(frozen=True, kw_only=True, slots=True)
class History(_Wire):
    n: RequestNumber
    chat: Annotated[str, Field(max_length=64)]
    limit: Annotated[int, Field(ge=1, le=1000)]
    before: Annotated[str, Field(max_length=128)] | None = None
    t: Literal["history"] = "history"


@dataclass(frozen=True, kw_only=True, slots=True)
class Got(_Wire):
    seq: RequestNumber
    t: Literal["got"] = "got"


@dataclass(frozen=True, kw_only=True, slots=True)
class Logout(_Wire):
    n: RequestNumber
    t: Literal["logout"] = "logout"


DeviceFrame = Annotated[
    Hello | Refresh | LinkCode | Send | Read | Exists | Lookup | History | Got | Logout,
    Field(discriminator="t"),
]


# ---- what a result carries ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted(_Wire):
    at: Annotated[int, Field(alias="t")]


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCodeMade(_Wire):
    code: str
    expires_at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Existence(_Wire):
    exists: bool
    id: str
    lid: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Found(_Wire):
    outcome: Literal["sent", "absent"]
    at: Annotated[int | None, Field(alias="t")] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryPage(_Wire):
    messages: tuple[WireMessage, ...]


Answer = Accepted | LinkCodeMade | Existence | Found | HistoryPage


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure(_Wire):
    code: RefusalCode
    message: str


# ---- network to device -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Result(_Wire):
    n: int | None
    ok: bool = True
    data: Answer | None = None
    error: Failure | None = None
    t: Literal["result"] = "result"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ref(_Wire):
    ref: str
    ttl_ms: int
    t: Literal["ref"] = "ref"


@dataclass(frozen=True, kw_only=True, slots=True)
class QrIdle(_Wire):
    t: Literal["qr_idle"] = "qr_idle"


@dataclass(frozen=True, kw_only=True, slots=True)
class Paired(_Wire):
    token: str
    me: Me
    t: Literal["paired"] = "paired"


@dataclass(frozen=True, kw_only=True, slots=True)
class Resumed(_Wire):
    me: Me
    t: Literal["resumed"] = "resumed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sync(_Wire):
    chats: tuple[Chat, ...] = ()
    contacts: tuple[Contact, ...] = ()
    messages: tuple[WireMessage, ...] = ()
    missed: tuple[str, ...] = ()
    """Ids of those messages here that are new to the device, or have changed since it was last on."""
    seq: int
    last: bool
    t: Literal["sync"] = "sync"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMessage(_Wire):
    message: WireMessage
    seq: int
    t: Literal["message"] = "message"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ack(_Wire):
    chat: str
    ids: tuple[str, ...]
    from_me: bool = True
    ack: int
    ts: int
    seq: int
    t: Literal["ack"] = "ack"


@dataclass(frozen=True, kw_only=True, slots=True)
class Revoke(_Wire):
    chat: str
    id: str
    from_me: bool
    by: str
    seq: int
    t: Literal["revoke"] = "revoke"


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedOut(_Wire):
    reason: LogoutReason
    t: Literal["logout"] = "logout"


@dataclass(frozen=True, kw_only=True, slots=True)
class Banned(_Wire):
    reason: str
    expires_in_s: int | None
    t: Literal["banned"] = "banned"


@dataclass(frozen=True, kw_only=True, slots=True)
class Replaced(_Wire):
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
