"""Groups, their members, and what became of a change to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.ids import ChatId, MessageId

__all__ = [
    "CreatedGroup",
    "Group",
    "GroupAction",
    "GroupNotice",
    "Participant",
    "ParticipantChange",
    "ParticipantResult",
]


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


class GroupAction(StrEnum):
    """What happened to a group, in WhatsApp's words."""

    CREATE = "create"
    ADD = "add"
    INVITE = "invite"
    """Somebody came in by the group's link."""
    REMOVE = "remove"
    LEAVE = "leave"
    PROMOTE = "promote"
    DEMOTE = "demote"
    SUBJECT = "subject"
    DESCRIPTION = "description"
    PICTURE = "picture"
    ANNOUNCE = "announce"
    """Only admins write."""
    RESTRICT = "restrict"
    """Only admins change what it is called."""
    OTHER = "other"
    """A setting that has no word here."""


@dataclass(frozen=True, kw_only=True)
class GroupNotice:
    """What WhatsApp says in a group of what happened to it."""

    id: MessageId
    """The same whenever it is told: it stands among the messages of the group."""
    group_id: ChatId
    action: GroupAction
    wa_timestamp: int
    """Epoch seconds."""
    author: ChatId | None = None
    """Whoever did it, where WhatsApp says so."""
    participants: tuple[ChatId, ...] = ()
    """The members that it happened to."""
    text: str | None = None
    """The new name (CREATE and SUBJECT) or description."""
    is_on: bool | None = None
    """Of ANNOUNCE and RESTRICT."""
