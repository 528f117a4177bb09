"""`SupportsGroups`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from openwa_engine_simulator.engine.abilities.sessions import OpenSessions
from openwa_engine_simulator.engine.asking import ask
from openwa_engine_simulator.engine.connection import Question
from openwa_engine_simulator.engine.errors import group_error
from openwa_engine_simulator.network import frames
from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.groups import (
    CreatedGroup,
    Group,
    Participant,
    ParticipantChange,
    ParticipantResult,
)
from openwa_hookspecs.models.ids import ChatId, SessionId

__all__ = ["GroupAbilities"]

AnswerT = TypeVar("AnswerT", bound=frames.Answer | None)
_DONE = type(None)
_CHANGES: dict[ParticipantChange, frames.MemberChange] = {
    ParticipantChange.ADD: "add",
    ParticipantChange.REMOVE: "remove",
    ParticipantChange.PROMOTE: "promote",
    ParticipantChange.DEMOTE: "demote",
}


class GroupAbilities(OpenSessions):
    async def groups(self, session_id: SessionId) -> Sequence[Group]:
        found = await self._ask_group(session_id, "", lambda n: frames.AskGroups(n=n), frames.GroupList)
        return [_as_group(group) for group in found.groups]

    async def group(self, session_id: SessionId, group_id: ChatId) -> Group:
        found = await self._ask_group(
            session_id, group_id, lambda n: frames.AskGroup(n=n, group=group_id), frames.GroupFound
        )
        return _as_group(found.group)

    async def create_group(
        self, session_id: SessionId, name: str, participants: Sequence[ChatId]
    ) -> CreatedGroup:
        wanted = tuple(participants)
        made = await self._ask_group(
            session_id,
            "",
            lambda n: frames.MakeGroup(n=n, subject=name, participants=wanted),
            frames.GroupMade,
        )
        results = tuple(_as_result(result, ParticipantChange.ADD) for result in made.results)
        return CreatedGroup(group=_as_group(made.made), results=results)

    async def change_participants(
        self, session_id: SessionId, group_id: ChatId, change: ParticipantChange, ids: Sequence[ChatId]
    ) -> Sequence[ParticipantResult]:
        wanted, how = tuple(ids), _CHANGES[change]
        found = await self._ask_group(
            session_id,
            group_id,
            lambda n: frames.ChangeMembers(n=n, group=group_id, change=how, participants=wanted),
            frames.MembersChanged,
        )
        return [_as_result(result, change) for result in found.changed]

    async def set_group_subject(self, session_id: SessionId, group_id: ChatId, subject: str) -> None:
        await self._ask_group(
            session_id,
            group_id,
            lambda n: frames.NameGroup(n=n, group=group_id, subject=subject),
            _DONE,
        )

    async def set_group_description(self, session_id: SessionId, group_id: ChatId, text: str) -> None:
        await self._ask_group(
            session_id,
            group_id,
            lambda n: frames.Describe(n=n, group=group_id, description=text),
            _DONE,
        )

    async def leave_group(self, session_id: SessionId, group_id: ChatId) -> None:
        await self._ask_group(session_id, group_id, lambda n: frames.LeaveGroup(n=n, group=group_id), _DONE)

    async def invite_code(self, session_id: SessionId, group_id: ChatId) -> str:
        found = await self._ask_group(
            session_id, group_id, lambda n: frames.AskInvite(n=n, group=group_id), frames.InviteCode
        )
        return found.invite

    async def revoke_invite(self, session_id: SessionId, group_id: ChatId) -> str:
        found = await self._ask_group(
            session_id, group_id, lambda n: frames.ResetInvite(n=n, group=group_id), frames.InviteCode
        )
        return found.invite

    async def join_group(self, session_id: SessionId, code: str) -> ChatId:
        found = await self._ask_group(
            session_id, "", lambda n: frames.JoinGroup(n=n, code=code), frames.Joined
        )
        return ChatId(found.joined)

    async def _ask_group(
        self, session_id: SessionId, group_id: str, question: Question, answer: type[AnswerT]
    ) -> AnswerT:
        explain = partial(group_error, session_id=session_id, group_id=group_id)
        return await ask(self.session(session_id).linked(), question, answer, explain)


def _as_group(group: frames.Group) -> Group:
    return Group(
        id=ChatId(group.id),
        name=group.subject,
        description=group.description,
        owner=None if group.owner is None else ChatId(group.owner),
        created_at=datetime.fromtimestamp(group.created_at, UTC),
        participants=tuple(_as_participant(member) for member in group.participants),
    )


def _as_participant(member: frames.Member) -> Participant:
    return Participant(
        id=ChatId(member.id),
        is_admin=member.role != "member",
        is_super_admin=member.role == "owner",
        lid=None if member.lid is None else ChatId(member.lid),
    )


def _as_result(result: frames.MemberResult, change: ParticipantChange) -> ParticipantResult:
    person = ChatId(result.id)
    match result.code:
        case 200:
            return ParticipantResult(id=person)
        case 409:
            code, message = ErrorCode.GROUP_PARTICIPANT_EXISTS, "is in the group already"
        case 404 if change is ParticipantChange.ADD:
            code, message = ErrorCode.GROUP_PARTICIPANT_NOT_FOUND, "is not on WhatsApp"
        case 404:
            code, message = ErrorCode.GROUP_PARTICIPANT_NOT_FOUND, "is not in the group"
        case _ if change is ParticipantChange.ADD:
            code, message = ErrorCode.FORBIDDEN, "can only be invited"
        case _:
            code, message = ErrorCode.GROUP_NOT_ADMIN, "is more than this account may change"
    return ParticipantResult(id=person, code=code, message=f"{person} {message}")
