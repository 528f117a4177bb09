"""Chats, contacts and groups through the engine in both of its forms."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.request import urlopen

import pytest

from openwa_core.testing.contracts import LinkedSession
from openwa_core.testing.contracts.engine_rig import fresh_number
from openwa_engine_simulator.engine import SimulatorEngine
from openwa_hookspecs.engine import (
    Capability,
    SupportsChats,
    SupportsContacts,
    SupportsGroups,
    SupportsMedia,
    SupportsMessageActions,
)
from openwa_hookspecs.errors import (
    ChatNotFoundError,
    ContactNotFoundError,
    ErrorCode,
    GatewayError,
    GroupNotFoundError,
    InviteInvalidError,
    NotGroupAdminError,
)
from openwa_hookspecs.models.chats import Presence
from openwa_hookspecs.models.groups import ParticipantChange
from openwa_hookspecs.models.ids import ChatId

STRANGER = ChatId("12025550123@c.us")
NO_GROUP = ChatId("120363000000000000@g.us")


def engine_of(linked: LinkedSession) -> SimulatorEngine:
    assert isinstance(linked.rig.engine, SimulatorEngine)
    return linked.rig.engine


def test_engine_can_all_but_show_a_window_and_be_set_for_one_session() -> None:
    able = (SupportsChats, SupportsContacts, SupportsGroups, SupportsMedia, SupportsMessageActions)
    assert all(issubclass(SimulatorEngine, protocol) for protocol in able)


async def test_missing_capabilities_are_those_without_anything_behind_them(linked: LinkedSession) -> None:
    missing = frozenset(Capability) - engine_of(linked).capabilities
    assert missing == {Capability.SCREENSHOT, Capability.SESSION_CONFIG, Capability.SESSION_PROXY}


async def test_chats_are_marked_read_and_archived(linked: LinkedSession) -> None:
    engine, world, session_id = engine_of(linked), linked.rig.world, linked.record.id
    await world.sends(linked.peer, linked.phone, "one")
    chat = (await engine.chats(session_id))[0]
    assert (chat.id, chat.name, chat.unread_count, chat.is_archived) == (linked.chat, "Ben", 1, False)
    assert chat.wa_timestamp is not None
    await engine.mark_read(session_id, linked.chat)
    assert (await world.messages(linked.peer, linked.phone))[-1].ack == 3
    await engine.mark_unread(session_id, linked.chat)
    await engine.archive(session_id, linked.chat, archived=True)
    chat = (await engine.chats(session_id))[0]
    assert (chat.unread_count, chat.is_archived) == (-1, True)
    shown = (await world.chats(linked.phone))[0]
    assert (shown.unread, shown.is_archived) == (-1, True)
    for step in (
        engine.mark_read(session_id, STRANGER),
        engine.mark_unread(session_id, STRANGER),
        engine.archive(session_id, STRANGER, archived=True),
        engine.set_presence(session_id, STRANGER, Presence.TYPING),
        engine.set_presence(session_id, NO_GROUP, Presence.TYPING),
    ):
        with pytest.raises(ChatNotFoundError):
            await step


async def test_peer_sees_the_account_write(linked: LinkedSession) -> None:
    engine, world = engine_of(linked), linked.rig.world
    for presence in Presence:
        await engine.set_presence(linked.record.id, linked.chat, presence)
        assert await world.presence(linked.peer, linked.phone) == presence.value


async def test_contacts_have_names_and_can_be_blocked(linked: LinkedSession) -> None:
    engine, world, session_id = engine_of(linked), linked.rig.world, linked.record.id
    await world.names(linked.phone, linked.peer, "Benjamin")
    known = await engine.contact(session_id, linked.chat)
    assert known is not None
    assert (known.id, known.name, known.push_name) == (linked.chat, "Benjamin", "Ben")
    assert (known.is_my_contact, known.is_blocked, known.lid) == (
        True,
        False,
        await world.lid_of(linked.peer),
    )
    assert await engine.contact(session_id, ChatId(known.lid or "")) == known
    await engine.set_blocked(session_id, linked.chat, blocked=True)
    await engine.set_blocked(session_id, linked.chat, blocked=True)
    assert [contact.is_blocked for contact in await engine.contacts(session_id)] == [True]
    with pytest.raises(GatewayError) as refused:
        await linked.send("hello")
    assert refused.value.code is ErrorCode.MESSAGE_BLOCKED_CONTACT
    await engine.set_blocked(session_id, linked.chat, blocked=False)
    await linked.send("hello")
    assert await engine.contact(session_id, STRANGER) is None
    with pytest.raises(ContactNotFoundError):
        await engine.set_blocked(session_id, STRANGER, blocked=True)


async def test_numbers_are_checked(linked: LinkedSession) -> None:
    engine, session_id = engine_of(linked), linked.record.id
    found = await engine.check_number(session_id, linked.peer)
    assert (found.exists, found.chat_id) == (True, linked.chat)
    assert found.lid == await linked.rig.world.lid_of(linked.peer)
    assert not (await engine.check_number(session_id, "12025550123")).exists


async def test_picture_is_a_url_that_gives_its_bytes(linked: LinkedSession, tmp_path: Path) -> None:
    engine, world, session_id = engine_of(linked), linked.rig.world, linked.record.id
    assert await engine.profile_picture(session_id, linked.chat) is None
    (tmp_path / "face").write_bytes(b"a face")
    await world.shows_picture(linked.peer, tmp_path / "face")
    url = await engine.profile_picture(session_id, linked.chat)
    assert url is not None
    assert await asyncio.to_thread(lambda: urlopen(url, timeout=10).read()) == b"a face"
    with pytest.raises(ContactNotFoundError):
        await engine.profile_picture(session_id, STRANGER)


async def test_group_is_made_changed_and_left(linked: LinkedSession) -> None:
    engine, world, session_id = engine_of(linked), linked.rig.world, linked.record.id
    cat = ChatId(f"{fresh_number()}@c.us")
    await world.has_phone(cat.removesuffix("@c.us"), push_name="Cat")
    made = await engine.create_group(session_id, "Friends", [linked.chat, STRANGER])
    assert [(result.id, result.code) for result in made.results] == [
        (linked.chat, None),
        (STRANGER, ErrorCode.GROUP_PARTICIPANT_NOT_FOUND),
    ]
    group_id = made.group.id
    me = ChatId(f"{linked.phone}@c.us")
    assert (made.group.name, made.group.owner) == ("Friends", me)
    roles = {member.id: (member.is_admin, member.is_super_admin) for member in made.group.participants}
    assert roles == {me: (True, True), linked.chat: (False, False)}
    results = await engine.change_participants(
        session_id, group_id, ParticipantChange.ADD, [linked.chat, cat, STRANGER]
    )
    assert [result.code for result in results] == [
        ErrorCode.GROUP_PARTICIPANT_EXISTS,
        None,
        ErrorCode.GROUP_PARTICIPANT_NOT_FOUND,
    ]
    await engine.change_participants(session_id, group_id, ParticipantChange.PROMOTE, [cat])
    await engine.change_participants(session_id, group_id, ParticipantChange.REMOVE, [linked.chat])
    await engine.set_group_subject(session_id, group_id, "Old friends")
    await engine.set_group_description(session_id, group_id, "For us")
    seen = (await world.groups(cat.removesuffix("@c.us")))[0]
    assert (seen.id, seen.subject, seen.description) == (group_id, "Old friends", "For us")
    assert seen.members == {me: "owner", cat: "admin"}
    assert [group.id for group in await engine.groups(session_id)] == [group_id]
    await engine.leave_group(session_id, group_id)
    assert await engine.groups(session_id) == []
    with pytest.raises(GroupNotFoundError):
        await engine.group(session_id, group_id)


async def test_who_keeps_out_of_groups_is_named(linked: LinkedSession) -> None:
    engine, world, session_id = engine_of(linked), linked.rig.world, linked.record.id
    await world.keeps_out_of_groups(linked.peer)
    made = await engine.create_group(session_id, "Friends", [linked.chat])
    assert [result.code for result in made.results] == [ErrorCode.FORBIDDEN]
    await world.behaves(linked.peer)


async def test_invitation_leads_in_until_it_is_revoked(linked: LinkedSession) -> None:
    engine, world, session_id = engine_of(linked), linked.rig.world, linked.record.id
    group_id = ChatId(await world.makes_group(linked.peer, "Friends"))
    code = await world.invite_of(linked.peer, group_id)
    assert await engine.join_group(session_id, code) == group_id
    assert (await engine.group(session_id, group_id)).name == "Friends"
    with pytest.raises(NotGroupAdminError):
        await engine.invite_code(session_id, group_id)
    with pytest.raises(NotGroupAdminError):
        await engine.change_participants(session_id, group_id, ParticipantChange.REMOVE, [linked.chat])
    await world.changes_members(linked.peer, group_id, "promote", [linked.phone])
    assert await engine.invite_code(session_id, group_id) == code
    newer = await engine.revoke_invite(session_id, group_id)
    assert newer != code
    for bad in (code, "neverexistedatall"):
        with pytest.raises(InviteInvalidError):
            await engine.join_group(session_id, bad)
    with pytest.raises(GroupNotFoundError):
        await engine.invite_code(session_id, NO_GROUP)


async def test_owner_of_a_group_is_not_removed(linked: LinkedSession) -> None:
    engine, world, session_id = engine_of(linked), linked.rig.world, linked.record.id
    group_id = ChatId(await world.makes_group(linked.peer, "Friends", [linked.phone]))
    await world.changes_members(linked.peer, group_id, "promote", [linked.phone])
    results = await engine.change_participants(
        session_id, group_id, ParticipantChange.REMOVE, [linked.chat, STRANGER]
    )
    assert [result.code for result in results] == [
        ErrorCode.GROUP_NOT_ADMIN,
        ErrorCode.GROUP_PARTICIPANT_NOT_FOUND,
    ]
