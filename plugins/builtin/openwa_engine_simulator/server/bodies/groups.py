"""Bodies about groups."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames import MemberChange
from openwa_engine_simulator.server.bodies.body import Body, GroupName, PersonName

__all__ = [
    "DescribeGroup",
    "GroupOnly",
    "Invite",
    "JoinGroup",
    "MakeGroup",
    "Members",
    "NameGroup",
    "SetRule",
]

_Subject = Annotated[str, Field(min_length=1, max_length=100)]


class MakeGroup(Body):
    subject: _Subject
    participants: Annotated[tuple[PersonName, ...], Field(max_length=1024)] = ()


class GroupOnly(Body):
    group: GroupName


class Members(GroupOnly):
    change: MemberChange
    participants: Annotated[tuple[PersonName, ...], Field(min_length=1, max_length=1024)]


class NameGroup(GroupOnly):
    subject: _Subject


class DescribeGroup(GroupOnly):
    description: Annotated[str, Field(max_length=2048)]


class SetRule(GroupOnly):
    rule: Literal["restrict", "announce"]
    on: bool


class Invite(GroupOnly):
    reset: bool = False


class JoinGroup(Body):
    code: Annotated[str, Field(min_length=1, max_length=64)]
