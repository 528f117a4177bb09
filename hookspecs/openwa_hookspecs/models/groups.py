"""Groups, their members, and what became of a change to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.ids import ChatId

__all__ = ["CreatedGroup", "Group", "Participant", "ParticipantChange", "ParticipantResult"]


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A member of a group."""

    id: ChatId
    is_admin: bool = False
    is_super_admin: bool = False
    """Made the group; is an admin, too."""
    lid: ChatId | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group that the account is in."""

    id: ChatId
    name: str
    description: str = ""
    owner: ChatId | None = None
    created_at: datetime | None = None
    participants: tuple[Participant, ...] = ()


class ParticipantChange(StrEnum):
    """What can be done with members."""

    ADD = "add"
    REMOVE = "remove"
    PROMOTE = "promote"
    DEMOTE = "demote"


@dataclass(frozen=True, kw_only=True)
class ParticipantResult:
    """What became of one member; `code` None means that it was done."""

    id: ChatId
    code: ErrorCode | None = None
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class CreatedGroup:
    """A new group, and who of those wanted is in it."""

    group: Group
    results: tuple[ParticipantResult, ...] = ()
