"""What the network answers to a device's questions. Each has a field that no other one has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames.parts import Chat, Contact, Group, WireMessage
from openwa_engine_simulator.network.frames.wire import MediaId, WireObject

__all__ = [
    "Accepted",
    "Answer",
    "ChatList",
    "Existence",
    "Found",
    "GroupFound",
    "GroupList",
    "GroupMade",
    "HistoryPage",
    "InviteCode",
    "Invited",
    "Joined",
    "LinkCodeMade",
    "MemberResult",
    "MembersChanged",
    "PeopleList",
    "PictureFound",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted(WireObject):
    """To `send`: the server has the message."""

    at: Annotated[int, Field(alias="t")]


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCodeMade(WireObject):
    """To `link_code`."""

    code: str
    expires_at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Existence(WireObject):
    """To `exists`."""

    exists: bool
    id: str
    """Under which a chat with the person goes."""
    lid: str | None
    is_business: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Found(WireObject):
    """To `lookup`."""

    outcome: Literal["sent", "absent"]
    at: Annotated[int | None, Field(alias="t")] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryPage(WireObject):
    """To `history`; newest first."""

    messages: tuple[WireMessage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatList(WireObject):
    """To `chats`; the one with the newest message first."""

    chats: tuple[Chat, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PeopleList(WireObject):
    """To `people`."""

    contacts: tuple[Contact, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureFound(WireObject):
    """To `picture`: what `GET /media/<id>` takes, or that there is none."""

    picture: MediaId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupList(WireObject):
    """To `groups`."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupFound(WireObject):
    """To `group`."""

    group: Group


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberResult(WireObject):
    """What became of one participant, in WhatsApp's numbers."""

    id: str
    code: Literal[200, 403, 404, 408, 409]
    """200 done; 403 may not be (invite him); 404 not on WhatsApp, or not in the group; 408 left it a short
    while ago; 409 is in it already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupMade(WireObject):
    """To `group_make`: the group, and a result for each participant that was wanted."""

    made: Group
    results: tuple[MemberResult, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MembersChanged(WireObject):
    """To `group_members`: in the order of the question."""

    changed: tuple[MemberResult, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteCode(WireObject):
    """To `invite` and `invite_reset`."""

    invite: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited(WireObject):
    """To `invited`."""

    invited_to: Group


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined(WireObject):
    """To `group_join`."""

    joined: str


Answer = (
    Accepted
    | LinkCodeMade
    | Existence
    | Found
    | HistoryPage
    | ChatList
    | PeopleList
    | PictureFound
    | GroupList
    | GroupFound
    | GroupMade
    | MembersChanged
    | InviteCode
    | Invited
    | Joined
)
