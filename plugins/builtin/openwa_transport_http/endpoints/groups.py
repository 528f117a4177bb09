"""Groups: make them, run them, come and go."""

from __future__ import annotations

from openwa_hookspecs.models.groups import ParticipantChange
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.paging import Page
from openwa_transport_http.call import Call
from openwa_transport_http.fields import PageQuery
from openwa_transport_http.path_types import GroupId
from openwa_transport_http.shapes.groups import (
    CreatedGroupView,
    CreateGroup,
    GroupDescription,
    GroupSubject,
    GroupSummaryView,
    GroupView,
    InviteView,
    JoinedView,
    JoinGroup,
    ParticipantResultView,
    Participants,
    created_group_view,
    group_summary,
    group_view,
    invite_view,
    result_views,
)
from openwa_transport_http.shapes.pages import shown_page
from openwa_transport_http.shapes.sessions import DoneView

__all__ = [
    "add_participants",
    "create_group",
    "demote_participants",
    "get_group",
    "get_invite_code",
    "join_group",
    "leave_group",
    "list_groups",
    "promote_participants",
    "remove_participants",
    "revoke_invite_code",
    "set_group_description",
    "set_group_subject",
]


async def list_groups(call: Call, session_id: SessionId, query: PageQuery) -> Page[GroupSummaryView]:
    """The groups that the account is in, by name."""
    page = await call.gateway.groups.page(call.caller, session_id, number=query.page, limit=query.limit)
    return shown_page(page, group_summary)


async def get_group(call: Call, session_id: SessionId, group_id: GroupId) -> GroupView:
    """One group with its members."""
    return group_view(await call.gateway.groups.get(call.caller, session_id, group_id))


async def create_group(call: Call, session_id: SessionId, body: CreateGroup) -> CreatedGroupView:
    """Make a group; `results` says who of those wanted is in it."""
    created = await call.gateway.groups.create(call.caller, session_id, body.name, body.participants)
    return created_group_view(created)


async def add_participants(
    call: Call, session_id: SessionId, group_id: GroupId, body: Participants
) -> list[ParticipantResultView]:
    """Take persons into a group; one result each."""
    return await _change(call, session_id, group_id, ParticipantChange.ADD, body)


async def remove_participants(
    call: Call, session_id: SessionId, group_id: GroupId, body: Participants
) -> list[ParticipantResultView]:
    """Put members out of a group; one result each."""
    return await _change(call, session_id, group_id, ParticipantChange.REMOVE, body)


async def promote_participants(
    call: Call, session_id: SessionId, group_id: GroupId, body: Participants
) -> list[ParticipantResultView]:
    """Make members admins; one result each."""
    return await _change(call, session_id, group_id, ParticipantChange.PROMOTE, body)


async def demote_participants(
    call: Call, session_id: SessionId, group_id: GroupId, body: Participants
) -> list[ParticipantResultView]:
    """Make admins plain members; one result each."""
    return await _change(call, session_id, group_id, ParticipantChange.DEMOTE, body)


async def set_group_subject(
    call: Call, session_id: SessionId, group_id: GroupId, body: GroupSubject
) -> DoneView:
    """Give a group another name."""
    await call.gateway.groups.set_subject(call.caller, session_id, group_id, body.subject)
    return DoneView(message="Group subject set")


async def set_group_description(
    call: Call, session_id: SessionId, group_id: GroupId, body: GroupDescription
) -> DoneView:
    """Give a group another description."""
    await call.gateway.groups.set_description(call.caller, session_id, group_id, body.description)
    return DoneView(message="Group description set")


async def leave_group(call: Call, session_id: SessionId, group_id: GroupId) -> DoneView:
    """Leave a group."""
    await call.gateway.groups.leave(call.caller, session_id, group_id)
    return DoneView(message="Group left")


async def get_invite_code(call: Call, session_id: SessionId, group_id: GroupId) -> InviteView:
    """The code and the link with which others get into a group."""
    return invite_view(await call.gateway.groups.invite_code(call.caller, session_id, group_id))


async def revoke_invite_code(call: Call, session_id: SessionId, group_id: GroupId) -> InviteView:
    """Make the invite code invalid; answers with the new one."""
    return invite_view(await call.gateway.groups.revoke_invite(call.caller, session_id, group_id))


async def join_group(call: Call, session_id: SessionId, body: JoinGroup) -> JoinedView:
    """Get into a group by its invite code."""
    return JoinedView(groupId=await call.gateway.groups.join(call.caller, session_id, body.code))


async def _change(
    call: Call, session_id: SessionId, group_id: GroupId, change: ParticipantChange, body: Participants
) -> list[ParticipantResultView]:
    results = await call.gateway.groups.change_participants(
        call.caller, session_id, group_id, change, body.participants
    )
    return result_views(results)
