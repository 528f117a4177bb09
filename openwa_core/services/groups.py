"""`GroupApi`: groups that the account is in, and the door to others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from openwa_core.services.engine_desk import EngineDesk
from openwa_core.services.idempotency import current_attempt
from openwa_core.services.paging import page_of
from openwa_core.services.storable_text import is_storable
from openwa_hookspecs.engine import Capability, SupportsGroups
from openwa_hookspecs.errors import (
    ErrorCode,
    FieldError,
    GatewayError,
    GroupNotFoundError,
    InvalidChatIdError,
    InviteInvalidError,
    ValidationFailedError,
)
from openwa_hookspecs.models.groups import CreatedGroup, Group, ParticipantChange, ParticipantResult
from openwa_hookspecs.models.ids import ChatId, SessionId, is_chat_id, is_group
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.paging import Page

__all__ = ["MAX_DESCRIPTION", "MAX_GROUP_NAME", "MAX_PARTICIPANTS", "GroupService"]

MAX_GROUP_NAME: Final = 100
"""Code points (specification 6.3)."""
MAX_DESCRIPTION: Final = 2_048
"""Code points (specification 6.3)."""
MAX_PARTICIPANTS: Final = 1_024
"""As many as a WhatsApp group has."""

_GROUPS: Final = (Capability.GROUPS, SupportsGroups)
_INVITE: Final = re.compile(r"(?:https?://chat\.whatsapp\.com/(?:invite/)?)?([A-Za-z0-9_-]{10,64})", re.ASCII)


class GroupService:
    """See `openwa_hookspecs.gateway.GroupApi`."""

    def __init__(self, desk: EngineDesk) -> None:
        self._desk = desk

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Group]:
        found = await self._desk.read(
            principal, session_id, _GROUPS, lambda engine: engine.groups(session_id)
        )
        ordered = sorted(found, key=lambda group: (group.name.casefold(), group.id))
        return page_of(ordered, number=number, limit=limit)

    async def get(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> Group:
        _check_group(group_id)
        return await self._desk.read(
            principal, session_id, _GROUPS, lambda engine: engine.group(session_id, group_id)
        )

    async def create(
        self, principal: Principal, session_id: SessionId, name: str, participants: Sequence[ChatId]
    ) -> CreatedGroup:
        _check_name(name, "name")
        _check_people(participants)
        if (attempt := current_attempt()) is not None:
            attempt.refuse_repetition()

        async def step(engine: SupportsGroups) -> CreatedGroup:
            if attempt is not None:
                await attempt.begin()
            return await engine.create_group(session_id, name, participants)

        return await self._desk.change(principal, session_id, _GROUPS, step)

    async def change_participants(
        self,
        principal: Principal,
        session_id: SessionId,
        group_id: ChatId,
        change: ParticipantChange,
        ids: Sequence[ChatId],
    ) -> Sequence[ParticipantResult]:
        _check_group(group_id)
        _check_people(ids)
        results = await self._desk.change(
            principal,
            session_id,
            _GROUPS,
            lambda engine: engine.change_participants(session_id, group_id, change, ids),
        )
        if results and all(result.code is not None for result in results):
            raise _failed(results[0], group_id)
        return results

    async def set_subject(
        self, principal: Principal, session_id: SessionId, group_id: ChatId, subject: str
    ) -> None:
        _check_group(group_id)
        _check_name(subject, "subject")
        await self._desk.change(
            principal,
            session_id,
            _GROUPS,
            lambda engine: engine.set_group_subject(session_id, group_id, subject),
        )

    async def set_description(
        self, principal: Principal, session_id: SessionId, group_id: ChatId, text: str
    ) -> None:
        _check_group(group_id)
        if len(text) > MAX_DESCRIPTION or not is_storable(text):
            message = f"expected at most {MAX_DESCRIPTION} characters"
            raise ValidationFailedError(FieldError(path="description", message=message))
        await self._desk.change(
            principal,
            session_id,
            _GROUPS,
            lambda engine: engine.set_group_description(session_id, group_id, text),
        )

    async def leave(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> None:
        _check_group(group_id)
        await self._desk.change(
            principal, session_id, _GROUPS, lambda engine: engine.leave_group(session_id, group_id)
        )

    async def invite_code(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> str:
        _check_group(group_id)
        return await self._desk.change(
            principal, session_id, _GROUPS, lambda engine: engine.invite_code(session_id, group_id)
        )

    async def revoke_invite(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> str:
        _check_group(group_id)
        return await self._desk.change(
            principal, session_id, _GROUPS, lambda engine: engine.revoke_invite(session_id, group_id)
        )

    async def join(self, principal: Principal, session_id: SessionId, code: str) -> ChatId:
        match = _INVITE.fullmatch(code)
        if match is None:
            raise InviteInvalidError
        return await self._desk.change(
            principal, session_id, _GROUPS, lambda engine: engine.join_group(session_id, match[1])
        )


def _check_group(group_id: ChatId) -> None:
    if not is_chat_id(group_id):
        raise InvalidChatIdError("groupId")
    if not is_group(group_id):
        raise GroupNotFoundError(group_id)


def _check_name(name: str, path: str) -> None:
    if len(name) > MAX_GROUP_NAME:
        raise GatewayError(
            ErrorCode.GROUP_NAME_TOO_LONG,
            f"{path}: a group's name has at most {MAX_GROUP_NAME} characters",
            details={"length": len(name), "limit": MAX_GROUP_NAME},
        )
    if not name.strip() or not is_storable(name):
        raise ValidationFailedError(FieldError(path=path, message="expected 1 to 100 characters"))


def _check_people(ids: Sequence[ChatId]) -> None:
    if not 1 <= len(ids) <= MAX_PARTICIPANTS:
        message = f"expected 1 to {MAX_PARTICIPANTS} ids"
        raise ValidationFailedError(FieldError(path="participants", message=message))
    for index, person in enumerate(ids):
        if not is_chat_id(person) or not person.endswith(("@c.us", "@lid")):
            raise InvalidChatIdError(f"participants[{index}]")
        if person in ids[:index]:
            raise ValidationFailedError(FieldError(path=f"participants[{index}]", message="is there twice"))


def _failed(result: ParticipantResult, group_id: ChatId) -> GatewayError:
    code = result.code or ErrorCode.INTERNAL_ERROR
    message = result.message or f"{result.id} could not be changed"
    return GatewayError(code, message, details={"groupId": group_id, "participantId": result.id})
