"""`SupportsGroups`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

from openwa_engine_playwright.answers import (
    PageCreated,
    PageGroup,
    PageGroups,
    PageInvite,
    PageJoined,
    PageParticipant,
    PageResult,
    PageResults,
)
from openwa_engine_playwright.desk import AtDesks
from openwa_engine_playwright.messages import chat_id as as_chat_id
from openwa_engine_playwright.refusals import About
from openwa_engine_playwright.wire import Nothing
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import ErrorCode, JsonValue
from openwa_hookspecs.models.groups import (
    CreatedGroup,
    Group,
    Participant,
    ParticipantChange,
    ParticipantResult,
)
from openwa_hookspecs.models.ids import ChatId, SessionId

__all__ = ["GroupAbilities"]

Value = TypeVar("Value")

_DONE: Final = 200
_MISSING: Final = 404
_EXISTS: Final = 409
_FAILED: Final = 500
"""WhatsApp took the order, and nothing came of it."""


class GroupAbilities(AtDesks):
    async def groups(self, session_id: SessionId) -> Sequence[Group]:
        found = await self._ask(session_id, None, PageGroups.model_validate, "groups")
        return [_group(group) for group in found.groups]

    async def group(self, session_id: SessionId, group_id: ChatId) -> Group:
        return _group(await self._ask(session_id, group_id, PageGroup.model_validate, "group"))

    async def create_group(
        self, session_id: SessionId, name: str, participants: Sequence[ChatId]
    ) -> CreatedGroup:
        made = await self._ask(
            session_id,
            None,
            PageCreated.model_validate,
            "createGroup",
            subject=name,
            participants=tuple(participants),
        )
        results = tuple(_result(result, ParticipantChange.ADD) for result in made.results)
        return CreatedGroup(group=_group(made.group), results=results)

    async def change_participants(
        self, session_id: SessionId, group_id: ChatId, change: ParticipantChange, ids: Sequence[ChatId]
    ) -> Sequence[ParticipantResult]:
        found = await self._ask(
            session_id,
            group_id,
            PageResults.model_validate,
            "changeMembers",
            change=change.value,
            ids=tuple(ids),
        )
        return [_result(result, change) for result in found.results]

    async def set_group_subject(self, session_id: SessionId, group_id: ChatId, subject: str) -> None:
        await self._ask(session_id, group_id, Nothing.model_validate, "setSubject", text=subject)

    async def set_group_description(self, session_id: SessionId, group_id: ChatId, text: str) -> None:
        await self._ask(session_id, group_id, Nothing.model_validate, "setDescription", text=text)

    async def leave_group(self, session_id: SessionId, group_id: ChatId) -> None:
        await self._ask(session_id, group_id, Nothing.model_validate, "leaveGroup")

    async def invite_code(self, session_id: SessionId, group_id: ChatId) -> str:
        return (await self._ask(session_id, group_id, PageInvite.model_validate, "inviteCode")).code

    async def revoke_invite(self, session_id: SessionId, group_id: ChatId) -> str:
        return (await self._ask(session_id, group_id, PageInvite.model_validate, "revokeInvite")).code

    async def join_group(self, session_id: SessionId, code: str) -> ChatId:
        joined = await self._ask(session_id, None, PageJoined.model_validate, "joinGroup", code=code)
        return as_chat_id(joined.id)

    async def _ask(
        self,
        session_id: SessionId,
        group_id: ChatId | None,
        read: Callable[[object], Value],
        name: str,
        **arguments: JsonValue,
    ) -> Value:
        return await self.desk(session_id).ask(
            read,
            name,
            needs=Capability.GROUPS,
            about=About(group=group_id),
            group=group_id,
            **arguments,
        )


def _group(group: PageGroup) -> Group:
    return Group(
        id=as_chat_id(group.id),
        name=group.name,
        description=group.description or "",
        owner=as_chat_id(group.owner) or None,
        created_at=None if group.created_at is None else datetime.fromtimestamp(group.created_at, UTC),
        participants=tuple(map(_participant, group.participants)),
    )


def _participant(one: PageParticipant) -> Participant:
    return Participant(
        id=as_chat_id(one.id),
        is_admin=one.is_admin,
        is_super_admin=one.is_super_admin,
        lid=as_chat_id(one.lid) or None,
    )


def _result(result: PageResult, change: ParticipantChange) -> ParticipantResult:
    person = ChatId(result.id)
    if result.code == _DONE:
        return ParticipantResult(id=person)
    code, why = _failure(result.code, change)
    return ParticipantResult(id=person, code=code, message=f"{person} {why}")


def _failure(code: int, change: ParticipantChange) -> tuple[ErrorCode, str]:
    if code == _FAILED:
        return ErrorCode.SERVICE_UNAVAILABLE, "stays as it was: WhatsApp did not do it"
    if change is not ParticipantChange.ADD:
        if code == _MISSING:
            return ErrorCode.GROUP_PARTICIPANT_NOT_FOUND, "is not in the group"
        return ErrorCode.GROUP_NOT_ADMIN, "is more than this account may change"
    if code == _MISSING:
        return ErrorCode.GROUP_PARTICIPANT_NOT_FOUND, "is not on WhatsApp"
    if code == _EXISTS:
        return ErrorCode.GROUP_PARTICIPANT_EXISTS, "is in the group already"
    return ErrorCode.FORBIDDEN, "can only be invited"
