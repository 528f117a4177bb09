"""Groups on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, NotRequired

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.groups import CreatedGroup, Group, Participant, ParticipantResult
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.payloads import timestamp
from openwa_transport_http.constraints import AtMost, PlainText, Shape
from openwa_transport_http.fields import PersonIdField, RequestModel
from openwa_transport_http.patterns import NOT_BLANK
from openwa_transport_http.shapes.sending import CHAT, example

__all__ = [
    "CreateGroup",
    "CreatedGroupView",
    "GroupDescription",
    "GroupSubject",
    "GroupSummaryView",
    "GroupView",
    "InviteView",
    "JoinGroup",
    "JoinedView",
    "ParticipantErrorView",
    "ParticipantResultView",
    "ParticipantView",
    "Participants",
    "created_group_view",
    "group_summary",
    "group_view",
    "invite_view",
    "result_views",
]

_MAX_PARTICIPANTS: Final = 1024
_LONGEST_NAME: Final = 100
_LONGEST_DESCRIPTION: Final = 2048
_LONGEST_INVITE: Final = 200
_INVITE_URL: Final = "https://chat.whatsapp.com/"

_GroupName = Annotated[
    str,
    Shape(NOT_BLANK, "expected a name that is not blank"),
    AtMost(_LONGEST_NAME, ErrorCode.GROUP_NAME_TOO_LONG),
]


class Participants(RequestModel, json_schema_extra=example(participants=[CHAT])):
    """`POST …/groups/{groupId}/participants/…`."""

    participants: tuple[PersonIdField, ...] = Field(
        min_length=1,
        max_length=_MAX_PARTICIPANTS,
        json_schema_extra={"uniqueItems": True},
        description="persons, each once: `<digits>@c.us` or `<digits>@lid`",
    )

    @field_validator("participants")
    @classmethod
    def _are_different(cls, ids: tuple[ChatId, ...]) -> tuple[ChatId, ...]:
        if len(set(ids)) < len(ids):
            raise PydanticCustomError("participants", "expected each person once")
        return ids


class CreateGroup(
    Participants,
    json_schema_extra=example(name="New Group", participants=[CHAT, "628987654321@c.us"]),
):
    """`POST …/groups`."""

    name: _GroupName = Field(description="1 to 100 characters")


class GroupSubject(RequestModel, json_schema_extra=example(subject="Family Group")):
    """`PUT …/groups/{groupId}/subject`."""

    subject: _GroupName = Field(description="the new name, 1 to 100 characters")


class GroupDescription(RequestModel, json_schema_extra=example(description="Family chat")):
    """`PUT …/groups/{groupId}/description`."""

    description: Annotated[str, AtMost(_LONGEST_DESCRIPTION), PlainText()] = Field(
        description="at most 2,048 characters; the empty text removes it"
    )


class JoinGroup(RequestModel, json_schema_extra=example(code="AbCdEfGhIjKlMnOpQrStUv")):
    """`POST …/groups/join`."""

    code: Annotated[str, Field(min_length=1), AtMost(_LONGEST_INVITE), PlainText()] = Field(
        description="the invite code, or the whole link"
    )


class GroupSummaryView(TypedDict):
    """A group in a list."""

    id: str
    name: str
    description: str
    participantsCount: int
    createdAt: str | None


class ParticipantView(TypedDict):
    """A member of a group."""

    id: str
    isAdmin: bool
    isSuperAdmin: bool
    lid: NotRequired[str]


class GroupView(GroupSummaryView):
    """A group with its members; `owner` is who made it."""

    owner: str | None
    participants: list[ParticipantView]


class ParticipantErrorView(TypedDict):
    """Why it was not done."""

    code: str
    message: str


class ParticipantResultView(TypedDict):
    """What became of one participant: `status` is `done` or `failed`."""

    id: str
    status: str
    error: NotRequired[ParticipantErrorView]


class CreatedGroupView(GroupView):
    """A new group, and what became of each of those wanted."""

    results: list[ParticipantResultView]


class InviteView(TypedDict):
    """How others get in."""

    code: str
    link: str


class JoinedView(TypedDict):
    """The group that the account is in now."""

    groupId: str


def group_summary(group: Group) -> GroupSummaryView:
    """A group for lists."""
    return GroupSummaryView(
        id=group.id,
        name=group.name,
        description=group.description,
        participantsCount=len(group.participants),
        createdAt=None if group.created_at is None else timestamp(group.created_at),
    )


def group_view(group: Group) -> GroupView:
    """A group for callers."""
    return GroupView(
        **group_summary(group),
        owner=group.owner,
        participants=[_participant(each) for each in group.participants],
    )


def created_group_view(created: CreatedGroup) -> CreatedGroupView:
    """A new group for who made it."""
    return CreatedGroupView(**group_view(created.group), results=result_views(created.results))


def result_views(results: Iterable[ParticipantResult]) -> list[ParticipantResultView]:
    """What became of each, in order."""
    return [_result(each) for each in results]


def invite_view(code: str) -> InviteView:
    """An invite code with its link."""
    return InviteView(code=code, link=f"{_INVITE_URL}{code}")


def _participant(person: Participant) -> ParticipantView:
    view = ParticipantView(id=person.id, isAdmin=person.is_admin, isSuperAdmin=person.is_super_admin)
    if person.lid is not None:
        view["lid"] = person.lid
    return view


def _result(result: ParticipantResult) -> ParticipantResultView:
    if result.code is None:
        return ParticipantResultView(id=result.id, status="done")
    error = ParticipantErrorView(code=result.code.value, message=result.message or "could not be done")
    return ParticipantResultView(id=result.id, status="failed", error=error)
