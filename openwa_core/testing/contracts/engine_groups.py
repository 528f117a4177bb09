"""Groups: what is known of them, and what they are called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from openwa_core.testing.contracts.engine_rig import fresh_number
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import (
    GroupNotFoundError,
    InviteInvalidError,
    NotGroupAdminError,
)
from openwa_hookspecs.models.groups import Group, Participant
from openwa_hookspecs.models.ids import ChatId

__all__ = ["EngineGroups"]

_UNKNOWN = ChatId("120363999999999999@g.us")


class EngineGroups:
    async def test_new_group_has_all_its_members(self, talk: Talk) -> None:
        made = await talk.engine.create_group("Weekend trip 🏕", talk.chat)
        group = made.group
        assert group == Group(
            id=group.id,
            name="Weekend trip 🏕",
            description="",
            owner=talk.me,
            created_at=group.created_at,
            participants=await _founder_and_peer(talk),
        )
        assert group.created_at is not None
        assert abs(datetime.now(UTC) - group.created_at) < timedelta(minutes=1)
        assert [(result.id, result.code) for result in made.results] == [(talk.chat, None)]

    async def test_new_group_is_on_the_phones(self, talk: Talk) -> None:
        made = await talk.engine.create_group("Weekend trip", talk.chat)
        (seen,) = await talk.world.groups(talk.peer)
        assert (seen.id, seen.subject) == (made.group.id, "Weekend trip")
        assert seen.members == {talk.me: "owner", talk.chat: "member"}

    async def test_group_that_was_asked_for_is_the_one_that_is_listed(self, talk: Talk) -> None:
        made = await talk.engine.create_group("Weekend trip", talk.chat)
        found = await talk.engine.group(made.group.id)
        assert found == made.group
        assert [group for group in await talk.engine.groups() if group.id == found.id] == [found]

    async def test_group_of_the_peer_has_all_its_members(self, talk: Talk) -> None:
        talk.engine.needs(Capability.GROUPS)
        group = ChatId(await talk.world.makes_group(talk.peer, "Ben's", [talk.phone]))
        await talk.world.describes_group(talk.peer, group, "Who writes, pays")
        await talk.catch_up()
        found = await talk.engine.group(group)
        assert found == Group(
            id=group,
            name="Ben's",
            description="Who writes, pays",
            owner=talk.chat,
            created_at=found.created_at,
            participants=(
                Participant(
                    id=talk.chat, is_admin=True, is_super_admin=True, lid=await _lid(talk, talk.peer)
                ),
                Participant(id=talk.me, lid=await _lid(talk, talk.phone)),
            ),
        )
        assert [one for one in await talk.engine.groups() if one.id == group] == [found]

    async def test_unknown_group_is_not_found(self, talk: Talk) -> None:
        with pytest.raises(GroupNotFoundError):
            await talk.engine.group(_UNKNOWN)

    async def test_group_of_others_is_not_found(self, talk: Talk) -> None:
        talk.engine.needs(Capability.GROUPS)
        group = ChatId(await talk.world.makes_group(talk.peer, "Without you"))
        with pytest.raises(GroupNotFoundError):
            await talk.engine.group(group)
        with pytest.raises(GroupNotFoundError):
            await talk.engine.set_group_subject(group, "Mine")
        assert group not in {one.id for one in await talk.engine.groups()}

    async def test_subject_is_on_the_peers_phone(self, talk: Talk) -> None:
        made = await talk.engine.create_group("Before", talk.chat)
        for _ in range(2):
            await talk.engine.set_group_subject(made.group.id, "After ☀")
        (seen,) = await talk.world.groups(talk.peer)
        assert seen.subject == "After ☀"
        assert (await talk.engine.group(made.group.id)).name == "After ☀"

    async def test_description_is_on_the_peers_phone_and_can_be_taken_away(self, talk: Talk) -> None:
        made = await talk.engine.create_group("Group", talk.chat)
        for text in ("two\nlines", "other words", "other words", ""):
            await talk.engine.set_group_description(made.group.id, text)
            (seen,) = await talk.world.groups(talk.peer)
            assert seen.description == text
            assert (await talk.engine.group(made.group.id)).description == text

    async def test_members_do_not_rename_or_describe(self, talk: Talk) -> None:
        group = await _group_of_the_peer(talk)
        with pytest.raises(NotGroupAdminError):
            await talk.engine.set_group_subject(group, "Mine")
        with pytest.raises(NotGroupAdminError):
            await talk.engine.set_group_description(group, "Mine")
        (seen,) = await talk.world.groups(talk.peer)
        assert (seen.subject, seen.description) == ("Ben's", "")

    async def test_members_rename_and_describe_where_they_may(self, talk: Talk) -> None:
        group = await _group_of_the_peer(talk)
        await talk.world.sets_group_rule(talk.peer, group, "restrict", on=False)
        await talk.catch_up()
        await talk.engine.set_group_subject(group, "Ours")
        await talk.engine.set_group_description(group, "Everybody's")
        (seen,) = await talk.world.groups(talk.peer)
        assert (seen.subject, seen.description) == ("Ours", "Everybody's")

    async def test_group_that_was_left_is_gone(self, talk: Talk) -> None:
        group = await _group_of_the_peer(talk)
        await talk.engine.leave_group(group)
        (seen,) = await talk.world.groups(talk.peer)
        assert seen.members == {talk.chat: "owner"}
        assert group not in {one.id for one in await talk.engine.groups()}
        with pytest.raises(GroupNotFoundError):
            await talk.engine.group(group)
        with pytest.raises(GroupNotFoundError):
            await talk.engine.leave_group(group)

    async def test_group_can_be_joined_by_its_code(self, talk: Talk) -> None:
        talk.engine.needs(Capability.GROUPS)
        group = ChatId(await talk.world.makes_group(talk.peer, "Open door"))
        code = await talk.world.invite_of(talk.peer, group)
        for _ in range(2):
            assert await talk.engine.join_group(code) == group
        assert (await talk.engine.group(group)).name == "Open door"
        (seen,) = await talk.world.groups(talk.peer)
        assert seen.members == {talk.chat: "owner", talk.me: "member"}

    async def test_group_that_was_left_can_be_joined_again(self, talk: Talk) -> None:
        group = await _group_of_the_peer(talk)
        await talk.engine.leave_group(group)
        assert await talk.engine.join_group(await talk.world.invite_of(talk.peer, group)) == group
        assert (await talk.engine.group(group)).name == "Ben's"

    async def test_invite_code_lets_others_in_until_it_is_revoked(self, talk: Talk) -> None:
        made = await talk.engine.create_group("Open door")
        code = await talk.engine.invite_code(made.group.id)
        assert await talk.engine.invite_code(made.group.id) == code
        assert await talk.world.joins_group(talk.peer, code) == made.group.id
        fresh = await talk.engine.revoke_invite(made.group.id)
        assert fresh != code
        assert await talk.engine.invite_code(made.group.id) == fresh
        other = await talk.another()
        with pytest.raises(Exception, match="invit"):
            await talk.world.joins_group(other, code)
        assert await talk.world.joins_group(other, fresh) == made.group.id

    async def test_code_that_was_revoked_or_never_existed_is_invalid(self, talk: Talk) -> None:
        talk.engine.needs(Capability.GROUPS)
        group = ChatId(await talk.world.makes_group(talk.peer, "Closed door"))
        code = await talk.world.invite_of(talk.peer, group)
        await talk.world.invite_of(talk.peer, group, reset=True)
        for wrong in (code, "AAAAAAAAAAAAAAAAAAAAAA"):
            with pytest.raises(InviteInvalidError):
                await talk.engine.join_group(wrong)
        (seen,) = await talk.world.groups(talk.peer)
        assert seen.members == {talk.chat: "owner"}

    async def test_members_do_not_invite(self, talk: Talk) -> None:
        group = await _group_of_the_peer(talk)
        with pytest.raises(NotGroupAdminError):
            await talk.engine.invite_code(group)
        with pytest.raises(NotGroupAdminError):
            await talk.engine.revoke_invite(group)

    async def test_group_can_be_made_of_the_account_alone(self, talk: Talk) -> None:
        made = await talk.engine.create_group("Notes")
        assert [member.id for member in made.group.participants] == [talk.me]
        assert made.results == ()

    async def test_name_changed_on_a_phone_is_known(self, talk: Talk) -> None:
        group = await _group_of_the_peer(talk)
        await talk.world.renames_group(talk.peer, group, "Ben's and Cleo's")
        await talk.world.changes_members(talk.peer, group, "add", [await talk.another()])
        await talk.catch_up()
        found = await talk.engine.group(group)
        assert (found.name, len(found.participants)) == ("Ben's and Cleo's", 3)

    async def test_who_was_thrown_out_finds_the_group_no_more(self, talk: Talk) -> None:
        group = await _group_of_the_peer(talk)
        await talk.world.changes_members(talk.peer, group, "remove", [talk.phone])
        await talk.catch_up()
        with pytest.raises(GroupNotFoundError):
            await talk.engine.group(group)

    async def test_nobody_joins_with_a_number(self, talk: Talk) -> None:
        with pytest.raises(InviteInvalidError):
            await talk.engine.join_group(fresh_number())


async def _group_of_the_peer(talk: Talk) -> ChatId:
    """With the account as a plain member."""
    talk.engine.needs(Capability.GROUPS)
    group = ChatId(await talk.world.makes_group(talk.peer, "Ben's", [talk.phone]))
    await talk.catch_up()
    return group


async def _founder_and_peer(talk: Talk) -> tuple[Participant, Participant]:
    return (
        Participant(id=talk.me, is_admin=True, is_super_admin=True, lid=await _lid(talk, talk.phone)),
        Participant(id=talk.chat, lid=await _lid(talk, talk.peer)),
    )


async def _lid(talk: Talk, number: str) -> ChatId:
    return ChatId(await talk.world.lid_of(number))
