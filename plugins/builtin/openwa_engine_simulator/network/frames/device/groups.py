"""What a device says about groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from openwa_engine_simulator.network.frames.wire import (
    GroupAddress,
    InviteText,
    PersonId,
    RequestNumber,
    WireObject,
)

__all__ = [
    "AskGroup",
    "AskGroups",
    "AskInvite",
    "AskInvited",
    "ChangeMembers",
    "Describe",
    "JoinGroup",
    "LeaveGroup",
    "MakeGroup",
    "MemberChange",
    "NameGroup",
    "ResetInvite",
    "SetGroup",
]

MemberChange: TypeAlias = Literal["add", "remove", "promote", "demote"]
_Subject = Annotated[str, Field(min_length=1, max_length=100)]
_Participants = Annotated[tuple[PersonId, ...], Field(max_length=1024)]


@dataclass(frozen=True, kw_only=True, slots=True)
class AskGroups(WireObject):
    """Asks for all groups that the account is in."""

    n: RequestNumber
    t: Literal["groups"] = "groups"


@dataclass(frozen=True, kw_only=True, slots=True)
class AskGroup(WireObject):
    """Asks for one of them."""

    n: RequestNumber
    group: GroupAddress
    t: Literal["group"] = "group"


@dataclass(frozen=True, kw_only=True, slots=True)
class MakeGroup(WireObject):
    """Makes a group of the account and those who can be added."""

    n: RequestNumber
    subject: _Subject
    participants: _Participants
    t: Literal["group_make"] = "group_make"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeMembers(WireObject):
    """Adds, removes, promotes or demotes; each participant gets a code of his own."""

    n: RequestNumber
    group: GroupAddress
    change: MemberChange
    participants: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=1024)]
    t: Literal["group_members"] = "group_members"


@dataclass(frozen=True, kw_only=True, slots=True)
class NameGroup(WireObject):
    """Gives the group another subject."""

    n: RequestNumber
    group: GroupAddress
    subject: _Subject
    t: Literal["group_subject"] = "group_subject"


@dataclass(frozen=True, kw_only=True, slots=True)
class Describe(WireObject):
    """Gives the group another description; the empty one takes it away."""

    n: RequestNumber
    group: GroupAddress
    description: Annotated[str, Field(max_length=2048)]
    t: Literal["group_description"] = "group_description"


@dataclass(frozen=True, kw_only=True, slots=True)
class SetGroup(WireObject):
    """Turns one of the group's rules on or off."""

    n: RequestNumber
    group: GroupAddress
    rule: Literal["restrict", "announce"]
    on: bool
    t: Literal["group_rule"] = "group_rule"


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaveGroup(WireObject):
    """Leaves the group."""

    n: RequestNumber
    group: GroupAddress
    t: Literal["group_leave"] = "group_leave"


@dataclass(frozen=True, kw_only=True, slots=True)
class AskInvite(WireObject):
    """Asks for the group's invite code; for admins."""

    n: RequestNumber
    group: GroupAddress
    t: Literal["invite"] = "invite"


@dataclass(frozen=True, kw_only=True, slots=True)
class ResetInvite(WireObject):
    """Makes another invite code; the old one is void."""

    n: RequestNumber
    group: GroupAddress
    t: Literal["invite_reset"] = "invite_reset"


@dataclass(frozen=True, kw_only=True, slots=True)
class AskInvited(WireObject):
    """Asks which group an invite code leads to."""

    n: RequestNumber
    code: InviteText
    t: Literal["invited"] = "invited"


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinGroup(WireObject):
    """Joins by invite code."""

    n: RequestNumber
    code: InviteText
    t: Literal["group_join"] = "group_join"
