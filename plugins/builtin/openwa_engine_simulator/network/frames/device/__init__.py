"""What a linked device says to the network."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from openwa_engine_simulator.network.frames.device.chats import Archive, Chats, MarkUnread, Read, Typing
from openwa_engine_simulator.network.frames.device.groups import (
    AskGroup,
    AskGroups,
    AskInvite,
    AskInvited,
    ChangeMembers,
    Describe,
    JoinGroup,
    LeaveGroup,
    MakeGroup,
    NameGroup,
    ResetInvite,
    SetGroup,
)
from openwa_engine_simulator.network.frames.device.linking import Got, Hello, LinkCode, Logout, Refresh
from openwa_engine_simulator.network.frames.device.messages import (
    Edit,
    Hide,
    History,
    Lookup,
    React,
    Send,
    Star,
    Withdraw,
)
from openwa_engine_simulator.network.frames.device.people import Block, Exists, People, Picture

__all__ = ["ChatFrame", "DeviceFrame", "GroupFrame", "MessageFrame", "PeopleFrame"]

MessageFrame: TypeAlias = Edit | React | Withdraw | Hide | Star | Lookup | History
ChatFrame: TypeAlias = Read | MarkUnread | Archive | Typing | Chats
PeopleFrame: TypeAlias = Exists | People | Block | Picture
GroupFrame: TypeAlias = (
    AskGroups
    | AskGroup
    | MakeGroup
    | ChangeMembers
    | NameGroup
    | Describe
    | SetGroup
    | LeaveGroup
    | AskInvite
    | ResetInvite
    | AskInvited
    | JoinGroup
)

DeviceFrame = Annotated[
    Hello | Refresh | LinkCode | Send | Got | Logout | MessageFrame | ChatFrame | PeopleFrame | GroupFrame,
    Field(discriminator="t"),
]
