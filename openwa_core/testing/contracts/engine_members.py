"""Members of groups: a result for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pytest

from openwa_core.testing.contracts.engine_rig import fresh_number
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import ErrorCode, GroupNotFoundError, NotGroupAdminError
from openwa_hookspecs.models.groups import ParticipantChange, ParticipantResult
from openwa_hookspecs.models.ids import ChatId

__all__ = ["EngineMembers"]

_ADD, _REMOVE = ParticipantChange.ADD, ParticipantChange.REMOVE
_PROMOTE, _DEMOTE = ParticipantChange.PROMOTE, ParticipantChange.DEMOTE
_WORDS: Final[Mapping[ErrorCode | None, frozenset[str | None]]] = MappingProxyType(
    {
        None: frozenset({None}),
        ErrorCode.FORBIDDEN: frozenset({"can only be invited"}),
        ErrorCode.GROUP_NOT_ADMIN: frozenset({"is more than this account may change"}),
        ErrorCode.GROUP_PARTICIPANT_EXISTS: frozenset({"is in the group already"}),
        ErrorCode.GROUP_PARTICIPANT_NOT_FOUND: frozenset({"is not in the group", "is not on WhatsApp"}),
    }
)
"""What a caller reads behind the id: the same, whatever the engine."""


class EngineMembers:
    async def test_creation_has_a_result_for_each(self, talk: Talk) -> None:
        talk.engine.needs(Capability.GROUPS)
        nobody, shy = ChatId(f"{fresh_number()}@c.us"), await talk.another()
        await talk.world.keeps_out_of_groups(shy)
        made = await talk.engine.create_group("Some of you", talk.chat, nobody, _chat(shy))
        assert _codes(made.results) == [
            (talk.chat, None),
            (nobody, ErrorCode.GROUP_PARTICIPANT_NOT_FOUND),
            (_chat(shy), ErrorCode.FORBIDDEN),
        ]
        assert {member.id for member in made.group.participants} == {talk.me, talk.chat}

    async def test_addition_has_a_result_for_each(self, talk: Talk) -> None:
        group = await _own_group(talk)
        other, shy, nobody = await talk.another(), await talk.another(), ChatId(f"{fresh_number()}@c.us")
        await talk.world.keeps_out_of_groups(shy)
        results = await talk.engine.change_participants(
            group, _ADD, talk.chat, nobody, _chat(other), _chat(shy)
        )
        assert _codes(results) == [
            (talk.chat, ErrorCode.GROUP_PARTICIPANT_EXISTS),
            (nobody, ErrorCode.GROUP_PARTICIPANT_NOT_FOUND),
            (_chat(other), None),
            (_chat(shy), ErrorCode.FORBIDDEN),
        ]
        assert await _roles(talk, group) == {talk.me: "owner", talk.chat: "member", _chat(other): "member"}

    async def test_removal_has_a_result_for_each(self, talk: Talk) -> None:
        group = await _own_group(talk)
        stranger = await talk.another()
        results = await talk.engine.change_participants(group, _REMOVE, _chat(stranger), talk.chat)
        assert _codes(results) == [
            (_chat(stranger), ErrorCode.GROUP_PARTICIPANT_NOT_FOUND),
            (talk.chat, None),
        ]
        assert {member.id for member in (await talk.engine.group(group)).participants} == {talk.me}
        assert list(await talk.world.groups(talk.peer)) == []

    async def test_member_becomes_an_admin_and_a_member_again(self, talk: Talk) -> None:
        group = await _own_group(talk)
        for change, role in ((_PROMOTE, "admin"), (_DEMOTE, "member")):
            results = await talk.engine.change_participants(group, change, talk.chat)
            assert _codes(results) == [(talk.chat, None)]
            assert (await _roles(talk, group))[talk.chat] == role
            member = (await talk.engine.group(group)).participants[-1]
            assert (member.id, member.is_admin) == (talk.chat, role == "admin")

    async def test_what_is_so_already_is_done(self, talk: Talk) -> None:
        group = await _own_group(talk)
        for change in (_DEMOTE, _PROMOTE, _PROMOTE):
            results = await talk.engine.change_participants(group, change, talk.chat)
            assert _codes(results) == [(talk.chat, None)]
        assert (await _roles(talk, group))[talk.chat] == "admin"

    @pytest.mark.parametrize("change", [_PROMOTE, _DEMOTE])
    async def test_who_is_not_in_the_group_has_no_role_in_it(
        self, talk: Talk, change: ParticipantChange
    ) -> None:
        group = await _own_group(talk)
        stranger = _chat(await talk.another())
        results = await talk.engine.change_participants(group, change, stranger, talk.chat)
        assert _codes(results) == [(stranger, ErrorCode.GROUP_PARTICIPANT_NOT_FOUND), (talk.chat, None)]

    @pytest.mark.parametrize("change", [_REMOVE, _DEMOTE])
    async def test_owner_is_not_to_be_moved(self, talk: Talk, change: ParticipantChange) -> None:
        talk.engine.needs(Capability.GROUPS)
        group = ChatId(await talk.world.makes_group(talk.peer, "Ben's", [talk.phone]))
        await talk.world.changes_members(talk.peer, group, "promote", [talk.phone])
        await talk.catch_up()
        results = await talk.engine.change_participants(group, change, talk.chat)
        assert _codes(results) == [(talk.chat, ErrorCode.GROUP_NOT_ADMIN)]
        assert await _roles(talk, group) == {talk.chat: "owner", talk.me: "admin"}

    @pytest.mark.parametrize("change", list(ParticipantChange))
    async def test_plain_members_change_nobody(self, talk: Talk, change: ParticipantChange) -> None:
        talk.engine.needs(Capability.GROUPS)
        other = await talk.another()
        group = ChatId(await talk.world.makes_group(talk.peer, "Ben's", [talk.phone, other]))
        await talk.catch_up()
        whom = await talk.another() if change is _ADD else other
        with pytest.raises(NotGroupAdminError):
            await talk.engine.change_participants(group, change, _chat(whom))
        roles = {talk.chat: "owner", talk.me: "member", _chat(other): "member"}
        assert await _roles(talk, group) == roles

    async def test_nobody_is_added_to_a_group_of_others(self, talk: Talk) -> None:
        talk.engine.needs(Capability.GROUPS)
        group = ChatId(await talk.world.makes_group(talk.peer, "Without you"))
        with pytest.raises(GroupNotFoundError):
            await talk.engine.change_participants(group, _ADD, talk.chat)

    async def test_changes_are_told_in_the_group(self, talk: Talk) -> None:
        group = await _own_group(talk)
        other = _chat(await talk.another())
        for change in (_ADD, _PROMOTE, _DEMOTE, _REMOVE):
            await talk.engine.change_participants(group, change, other)
        notices = await talk.world.notices(talk.peer, group)
        assert list(notices) == ["create", "add", "add", "promote", "demote", "remove"]


async def _own_group(talk: Talk) -> ChatId:
    made = await talk.engine.create_group("Ours", talk.chat)
    return made.group.id


async def _roles(talk: Talk, group: ChatId) -> dict[str, str]:
    """As the peer's phone shows them."""
    (seen,) = [one for one in await talk.world.groups(talk.peer) if one.id == group]
    return dict(seen.members)


def _chat(number: str) -> ChatId:
    return ChatId(f"{number}@c.us")


def _codes(results: object) -> list[tuple[ChatId, ErrorCode | None]]:
    assert isinstance(results, list | tuple)
    for result in results:
        assert isinstance(result, ParticipantResult)
        said = result.message and result.message.removeprefix(f"{result.id} ")
        assert said in _WORDS[result.code]
    return [(result.id, result.code) for result in results]
