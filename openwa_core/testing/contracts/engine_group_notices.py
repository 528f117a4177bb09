"""What happens to groups, as the engine reports it: once each, whoever does it."""

from __future__ import annotations

from openwa_core.testing.contracts.engine_rig import EngineRig, LinkedSession
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.models.events import GroupChanged, IdentitiesSeen
from openwa_hookspecs.models.groups import GroupAction, GroupNotice, ParticipantChange
from openwa_hookspecs.models.ids import ChatId, MessageId, key_of

__all__ = ["EngineGroupNotices"]


class EngineGroupNotices:
    async def test_who_comes_and_goes_is_reported(self, talk: Talk) -> None:
        group, other = await _group_of_peer(talk), await talk.another()
        cleo, world = _chat(other), talk.world
        await world.changes_members(talk.peer, group, "add", [other])
        await world.leaves_group(other, group)
        await world.joins_group(other, await world.invite_of(talk.peer, group))
        await world.changes_members(talk.peer, group, "remove", [other, talk.phone])
        assert await _told(talk, group) == [
            _notice(GroupAction.CREATE, talk.chat, text="Ben's"),
            _notice(GroupAction.ADD, talk.chat, talk.me),
            _notice(GroupAction.ADD, talk.chat, cleo),
            _notice(GroupAction.LEAVE, cleo, cleo),
            _notice(GroupAction.INVITE, cleo, cleo),
            _notice(GroupAction.REMOVE, talk.chat, cleo, talk.me),
        ]

    async def test_what_a_group_is_like_is_reported(self, talk: Talk) -> None:
        group, world = await _group_of_peer(talk), talk.world
        await world.renames_group(talk.peer, group, "Ben's ☂")
        await world.describes_group(talk.peer, group, "Who writes, pays")
        await world.describes_group(talk.peer, group, "")
        for on in (True, False):
            await world.sets_group_rule(talk.peer, group, "announce", on=on)
        await world.sets_group_rule(talk.peer, group, "restrict", on=False)
        await world.changes_members(talk.peer, group, "promote", [talk.phone])
        await world.changes_members(talk.peer, group, "demote", [talk.phone])
        assert (await _told(talk, group))[2:] == [
            _notice(GroupAction.SUBJECT, talk.chat, text="Ben's ☂"),
            _notice(GroupAction.DESCRIPTION, talk.chat, text="Who writes, pays"),
            _notice(GroupAction.DESCRIPTION, talk.chat, text=""),
            _notice(GroupAction.ANNOUNCE, talk.chat, is_on=True),
            _notice(GroupAction.ANNOUNCE, talk.chat, is_on=False),
            _notice(GroupAction.RESTRICT, talk.chat, is_on=False),
            _notice(GroupAction.PROMOTE, talk.chat, talk.me),
            _notice(GroupAction.DEMOTE, talk.chat, talk.me),
        ]

    async def test_what_the_account_does_itself_is_reported(self, talk: Talk) -> None:
        made = await talk.engine.create_group("Ours", talk.chat)
        group = made.group.id
        await talk.engine.change_participants(group, ParticipantChange.PROMOTE, talk.chat)
        await talk.engine.set_group_subject(group, "Yours")
        await talk.engine.leave_group(group)
        assert await _told(talk, group) == [
            _notice(GroupAction.CREATE, talk.me, text="Ours"),
            _notice(GroupAction.ADD, talk.me, talk.chat),
            _notice(GroupAction.PROMOTE, talk.me, talk.chat),
            _notice(GroupAction.SUBJECT, talk.me, text="Yours"),
            _notice(GroupAction.LEAVE, talk.me, talk.me),
        ]

    async def test_what_happened_while_the_connection_was_down_is_reported_once(
        self, talk: Talk, rig: EngineRig
    ) -> None:
        group = await _group_of_peer(talk)
        before = len(await _told(talk, group))
        await talk.world.drops_connections(talk.phone, rig.quiet_s)
        await talk.world.renames_group(talk.peer, group, "Quiet")
        await talk.world.changes_members(talk.peer, group, "remove", [talk.phone])
        assert (await _told(talk, group))[before:] == [
            _notice(GroupAction.SUBJECT, talk.chat, text="Quiet"),
            _notice(GroupAction.REMOVE, talk.chat, talk.me),
        ]

    async def test_picture_of_a_group_is_reported(self, talk: Talk) -> None:
        group = await _group_of_peer(talk)
        await talk.world.shows_picture(talk.peer, None, group=group)
        assert (await _told(talk, group))[2:] == [_notice(GroupAction.PICTURE, talk.chat)]

    async def test_what_happened_while_the_session_was_closed_is_reported(self, talk: Talk) -> None:
        group = await _group_of_peer(talk)
        before = await _told(talk, group)
        await talk.session.close()
        await talk.world.renames_group(talk.peer, group, "Closed")
        await talk.session.open()
        await talk.session.watcher.first(GroupChanged, lambda fact: fact.notice.text == "Closed")
        told = await _told(talk, group, may_double=True)
        assert told == [*before, _notice(GroupAction.SUBJECT, talk.chat, text="Closed")]

    async def test_what_happened_before_the_account_was_linked_is_no_news(self, rig: EngineRig) -> None:
        session = LinkedSession(rig)
        await rig.world.has_phone(session.phone, push_name="Ann", platform="android")
        await rig.world.has_phone(session.peer, push_name="Ben", platform="iphone")
        await rig.world.makes_group(session.peer, "Old", [session.phone])
        await session.link()
        try:
            key = await rig.world.sends(session.peer, session.phone, "that is all")
            await session.watcher.message(key)
            assert session.watcher.all(GroupChanged) == []
        finally:
            await session.close(logout=True)

    async def test_both_ids_of_members_are_told_before_what_happened_to_them(self, talk: Talk) -> None:
        group, other = await _group_of_peer(talk), await talk.another()
        await talk.world.goes_by_lid(other)
        lid = ChatId(await talk.world.lid_of(other))
        await talk.world.changes_members(talk.peer, group, "add", [other])
        await talk.catch_up()
        watcher = talk.session.watcher
        told = await watcher.first(IdentitiesSeen, lambda event: (lid, _chat(other)) in event.pairs)
        added = await watcher.first(
            GroupChanged, lambda fact: not {lid, _chat(other)}.isdisjoint(fact.notice.participants)
        )
        assert watcher.events.index(told) < watcher.events.index(added)

    async def test_member_whose_number_is_hidden_is_told_by_his_lid(self, talk: Talk) -> None:
        group, other = await _group_of_peer(talk), await talk.another()
        await talk.world.goes_by_lid(other, hidden=True)
        lid = ChatId(await talk.world.lid_of(other))
        await talk.world.changes_members(talk.peer, group, "add", [other])
        assert (await _told(talk, group))[2:] == [_notice(GroupAction.ADD, talk.chat, lid)]


async def _group_of_peer(talk: Talk) -> ChatId:
    """The account is in it, and no admin."""
    talk.engine.needs(Capability.GROUPS)
    return ChatId(await talk.world.makes_group(talk.peer, "Ben's", [talk.phone]))


async def _told(talk: Talk, group: ChatId, *, may_double: bool = False) -> list[GroupNotice]:
    """All that was reported of the group, without what tells one notice from another. Another opening of the
    session may report once more what the one before it did."""
    await talk.catch_up()
    watcher = talk.session.watcher
    facts = watcher.all(GroupChanged, lambda fact: fact.notice.group_id == group)
    notices = list(dict.fromkeys(fact.notice for fact in facts))
    assert may_double or len(notices) == len(facts)
    assert len({key_of(notice.id) for notice in notices}) == len(notices)
    assert all(notice.id.split("_")[1] == group for notice in notices)
    assert all(notice.wa_timestamp > 1_600_000_000 for notice in notices)
    return [_bare(notice) for notice in notices]


def _bare(notice: GroupNotice) -> GroupNotice:
    return _notice(notice.action, notice.author, *notice.participants, text=notice.text, is_on=notice.is_on)


def _notice(
    action: GroupAction,
    author: ChatId | None,
    *participants: ChatId,
    text: str | None = None,
    is_on: bool | None = None,
) -> GroupNotice:
    return GroupNotice(
        id=MessageId("any"),
        group_id=ChatId("any"),
        wa_timestamp=0,
        action=action,
        author=author,
        participants=participants,
        text=text,
        is_on=is_on,
    )


def _chat(number: str) -> ChatId:
    return ChatId(f"{number}@c.us")
