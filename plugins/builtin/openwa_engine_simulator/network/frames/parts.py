"""What frames are made of: messages, chats and people, as one account sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from openwa_engine_simulator.network.ids import NUMBER_PATTERN

__all__ = [
    "Chat",
    "ChatId",
    "Contact",
    "LogoutReason",
    "Me",
    "MessageKey",
    "Phone",
    "QuotedRef",
    "RequestNumber",
    "WireMessage",
    "WireObject",
]

Phone = Annotated[str, Field(pattern=NUMBER_PATTERN)]
ChatId = Annotated[str, Field(pattern=r"^[0-9]{5,25}@(?:c\.us|lid)$")]
MessageKey = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{4,64}$")]
RequestNumber = Annotated[int, Field(ge=0, lt=2**53)]
LogoutReason = Literal["user_initiated", "device_removed", "banned"]


class WireObject:
    """Field names travel in camel case."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotedRef(WireObject):
    """The message that another one quotes."""

    id: Annotated[str, Field(max_length=128)]
    """Serialised, as the owner of the device sees it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WireMessage(WireObject):
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
class Me(WireObject):
    """The account of a device, and which of its devices it is."""

    user: str
    device: int
    lid: str | None
    push_name: str
    platform: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat(WireObject):
    """A chat in the list of chats."""

    id: str
    name: str
    unread: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact(WireObject):
    """A person in the list of contacts."""

    id: str
    name: str
    push_name: str
    is_my_contact: bool = False
