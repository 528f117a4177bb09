"""Chats, contacts and groups through the browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.request import urlopen

import pytest
import pytest_asyncio

from openwa_core.testing.contracts import EngineRig
from openwa_core.testing.contracts.engine_rig import LinkedSession, fresh_number
from openwa_engine_playwright.engine import PlaywrightEngine
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
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.groups import ParticipantChange
from openwa_hookspecs.models.ids import ChatId, MessageKey
from openwa_hookspecs.models.messages import Ack, OutboundMessage

pytestmark = pytest.mark.asyncio(loop_scope="module")

STRANGER = ChatId("12025550123@c.us")
NO_GROUP = ChatId("120363000000000000@g.us")


@pytest_asyncio.fixture(loop_scope="module")
async def linked(session: LinkedSession) -> AsyncIterator[LinkedSession]:
    await session.link()
    yield session


@pytest.fixture
def me(linked: LinkedSession) -> ChatId:
    return ChatId(f"{linked.phone}@c.us")


@pytest_asyncio.fixture(loop_scope="module")
async def cat(rig: EngineRig) -> ChatId:
    """Somebody else with a phone."""
    number = fresh_number()
    await rig.world.has_phone(number, push_name="Cat")
    return ChatId(f"{number}@c.us")


async def test_chat_is_listed_and_takes_orders(linked: LinkedSession, engine: PlaywrightEngine) -> None:
    world, session_id = linked.rig.world, linked.record.id
    key = await world.sends(linked.peer, linked.phone, "one")
    message = await linked.watcher.message(key)
    (chat,) = await engine.chats(session_id)
    assert (chat.id, chat.name, chat.unread_count, chat.is_archived) == (linked.chat, "Ben", 1, False)
    assert (chat.wa_timestamp, chat.is_pinned, chat.is_muted) == (message.wa_timestamp, False, False)
    await engine.mark_read(session_id, linked.chat)
    async with asyncio.timeout(linked.rig.patience_s):
        while (await world.messages(linked.peer, linked.phone))[-1].ack < Ack.READ - 1:
            await asyncio.sleep(0.02)
    for _ in range(2):
        await engine.mark_unread(session_id, linked.chat)
        await engine.archive(session_id, linked.chat, archived=True)
    (chat,) = await engine.chats(session_id)
    assert (chat.unread_count, chat.is_archived) == (-1, True)
    await engine.archive(session_id, linked.chat, archived=False)
    (chat,) = await engine.chats(session_id)
    assert not chat.is_archived


async def test_order_for_an_unknown_chat_is_refused(linked: LinkedSession, engine: PlaywrightEngine) -> None:
    session_id = linked.record.id
    for step in (
        engine.mark_read(session_id, STRANGER),
        engine.mark_unread(session_id, STRANGER),
        engine.archive(session_id, STRANGER, archived=True),
        engine.set_presence(session_id, STRANGER, Presence.TYPING),
        engine.set_presence(session_id, NO_GROUP, Presence.TYPING),
    ):
        with pytest.raises(ChatNotFoundError):
            await step


async def test_peer_sees_the_account_write(linked: LinkedSession, engine: PlaywrightEngine) -> None:
    await linked.send("wait")
    for presence in Presence:
        await engine.set_presence(linked.record.id, linked.chat, presence)
        async with asyncio.timeout(linked.rig.patience_s):
            while await linked.rig.world.presence(linked.peer, linked.phone) != presence.value:
                await asyncio.sleep(0.02)


async def test_contact_has_names_and_can_be_blocked(linked: LinkedSession, engine: PlaywrightEngine) -> None:
    world, session_id = linked.rig.world, linked.record.id
    await world.names(linked.phone, linked.peer, "Benjamin")
    message = await linked.watcher.message(await world.sends(linked.peer, linked.phone, "hi"))
    assert (message.push_name, message.contact_name) == ("Ben", "Benjamin")
    known = await engine.contact(session_id, linked.chat)
    assert known is not None
    assert (known.id, known.name, known.push_name) == (linked.chat, "Benjamin", "Ben")
    assert (known.is_my_contact, known.is_blocked) == (True, False)
    assert known.lid == await world.lid_of(linked.peer)
    assert await engine.contact(session_id, ChatId(known.lid or "")) == known
    assert await engine.contacts(session_id) == [known]
    for _ in range(2):
        await engine.set_blocked(session_id, linked.chat, blocked=True)
    assert [contact.is_blocked for contact in await engine.contacts(session_id)] == [True]
    with pytest.raises(GatewayError) as refused:
        await linked.send("hello")
    assert refused.value.code is ErrorCode.MESSAGE_BLOCKED_CONTACT
    await engine.set_blocked(session_id, linked.chat, blocked=False)
    await linked.send("hello")


async def test_stranger_is_known_when_whatsapp_knows_him(
    linked: LinkedSession, engine: PlaywrightEngine, cat: ChatId
) -> None:
    session_id = linked.record.id
    found = await engine.contact(session_id, cat)
    assert found is not None
    assert (found.id, found.is_my_contact) == (cat, False)
    check = await engine.check_number(session_id, cat.removesuffix("@c.us"))
    lid = await linked.rig.world.lid_of(cat.removesuffix("@c.us"))
    assert (check.exists, check.chat_id, check.lid) == (True, cat, lid)
    assert await engine.contact(session_id, STRANGER) is None
    assert not (await engine.check_number(session_id, "12025550123")).exists
    for step in (
        engine.set_blocked(session_id, STRANGER, blocked=True),
        engine.profile_picture(session_id, STRANGER),
        engine.profile_picture(session_id, NO_GROUP),
    ):
        with pytest.raises(ContactNotFoundError):
            await step


async def test_picture_is_a_url_that_gives_its_bytes(
    linked: LinkedSession, engine: PlaywrightEngine, tmp_path: Path
) -> None:
    session_id = linked.record.id
    assert await engine.profile_picture(session_id, linked.chat) is None
    (tmp_path / "face").write_bytes(b"a face")
    await linked.rig.world.shows_picture(linked.peer, tmp_path / "face")
    url = await engine.profile_picture(session_id, linked.chat)
    assert url is not None
    assert await asyncio.to_thread(lambda: urlopen(url, timeout=10).read()) == b"a face"


async def test_group_is_made_and_its_members_are_changed(
    linked: LinkedSession, engine: PlaywrightEngine, me: ChatId, cat: ChatId
) -> None:
    session_id = linked.record.id
    made = await engine.create_group(session_id, "Friends", [linked.chat, STRANGER])
    assert [(result.id, result.code) for result in made.results] == [
        (linked.chat, None),
        (STRANGER, ErrorCode.GROUP_PARTICIPANT_NOT_FOUND),
    ]
    group_id = made.group.id
    assert (made.group.name, made.group.owner, made.group.description) == ("Friends", me, "")
    assert made.group.created_at is not None
    roles = {member.id: (member.is_admin, member.is_super_admin) for member in made.group.participants}
    assert roles == {me: (True, True), linked.chat: (False, False)}
    added = await engine.change_participants(
        session_id, group_id, ParticipantChange.ADD, [linked.chat, cat, STRANGER]
    )
    assert [(result.id, result.code) for result in added] == [
        (linked.chat, ErrorCode.GROUP_PARTICIPANT_EXISTS),
        (cat, None),
        (STRANGER, ErrorCode.GROUP_PARTICIPANT_NOT_FOUND),
    ]
    for change in (ParticipantChange.PROMOTE, ParticipantChange.DEMOTE, ParticipantChange.PROMOTE):
        (result,) = await engine.change_participants(session_id, group_id, change, [cat])
        assert result.code is None
    removed = await engine.change_participants(
        session_id, group_id, ParticipantChange.REMOVE, [STRANGER, linked.chat]
    )
    assert [result.code for result in removed] == [ErrorCode.GROUP_PARTICIPANT_NOT_FOUND, None]
    (seen,) = await linked.rig.world.groups(cat.removesuffix("@c.us"))
    assert (seen.id, seen.members) == (group_id, {me: "owner", cat: "admin"})


async def test_group_is_named_described_and_left(linked: LinkedSession, engine: PlaywrightEngine) -> None:
    session_id = linked.record.id
    group_id = (await engine.create_group(session_id, "Friends", [linked.chat])).group.id
    await engine.set_group_subject(session_id, group_id, "Old friends")
    await engine.set_group_description(session_id, group_id, "For us")
    (seen,) = await linked.rig.world.groups(linked.peer)
    assert (seen.id, seen.subject, seen.description) == (group_id, "Old friends", "For us")
    async with asyncio.timeout(linked.rig.patience_s):
        while (await engine.group(session_id, group_id)).description != "For us":
            await asyncio.sleep(0.02)
    (group,) = await engine.groups(session_id)
    assert (group.id, group.name, group.description) == (group_id, "Old friends", "For us")
    assert group == await engine.group(session_id, group_id)
    await engine.leave_group(session_id, group_id)
    assert await engine.groups(session_id) == []
    with pytest.raises(GroupNotFoundError):
        await engine.group(session_id, group_id)


async def test_who_keeps_out_of_groups_is_named(linked: LinkedSession, engine: PlaywrightEngine) -> None:
    await linked.rig.world.keeps_out_of_groups(linked.peer)
    made = await engine.create_group(linked.record.id, "Friends", [linked.chat])
    assert [result.code for result in made.results] == [ErrorCode.FORBIDDEN]
    (added,) = await engine.change_participants(
        linked.record.id, made.group.id, ParticipantChange.ADD, [linked.chat]
    )
    assert added.code is ErrorCode.FORBIDDEN
    await linked.rig.world.behaves(linked.peer)


async def test_invitation_leads_in_until_it_is_revoked(
    linked: LinkedSession, engine: PlaywrightEngine
) -> None:
    world, session_id = linked.rig.world, linked.record.id
    group_id = ChatId(await world.makes_group(linked.peer, "Friends"))
    code = await world.invite_of(linked.peer, group_id)
    assert await engine.join_group(session_id, code) == group_id
    assert await engine.join_group(session_id, code) == group_id
    assert (await engine.group(session_id, group_id)).name == "Friends"
    for step in (
        engine.invite_code(session_id, group_id),
        engine.revoke_invite(session_id, group_id),
        engine.set_group_subject(session_id, group_id, "Mine"),
        engine.set_group_description(session_id, group_id, "Mine"),
        engine.change_participants(session_id, group_id, ParticipantChange.REMOVE, [linked.chat]),
    ):
        with pytest.raises(NotGroupAdminError):
            await step
    await world.changes_members(linked.peer, group_id, "promote", [linked.phone])
    async with asyncio.timeout(linked.rig.patience_s):
        while not any(one.is_admin for one in (await engine.group(session_id, group_id)).participants[1:]):
            await asyncio.sleep(0.02)
    assert await engine.invite_code(session_id, group_id) == code
    newer = await engine.revoke_invite(session_id, group_id)
    assert newer != code
    for bad in (code, "neverexistedatall"):
        with pytest.raises(InviteInvalidError):
            await engine.join_group(session_id, bad)
    for unknown in (engine.invite_code(session_id, NO_GROUP), engine.leave_group(session_id, NO_GROUP)):
        with pytest.raises(GroupNotFoundError):
            await unknown
    (result,) = await engine.change_participants(
        session_id, group_id, ParticipantChange.REMOVE, [linked.chat]
    )
    assert result.code is ErrorCode.GROUP_NOT_ADMIN


async def test_messages_of_a_group_go_both_ways(
    linked: LinkedSession, engine: PlaywrightEngine, me: ChatId
) -> None:
    world, session_id = linked.rig.world, linked.record.id
    group_id = ChatId(await world.makes_group(linked.peer, "Friends", [linked.phone]))
    key = await world.sends(linked.peer, group_id, "hello all")
    message = await linked.watcher.message(key)
    assert (message.chat_id, message.sender, message.author) == (group_id, group_id, linked.chat)
    sent = await linked.send("hello back", to=group_id, quoted=message.id)
    assert sent.message_id.startswith(f"true_{group_id}_")
    arrived = (await world.messages(linked.peer, group_id))[-1]
    assert (arrived.text, arrived.quoted_key, arrived.author) == ("hello back", key, me)
    told = await linked.watcher.message(arrived.key)
    assert (told.id, told.chat_id, told.from_me, told.author) == (sent.message_id, group_id, True, me)
    await engine.react(session_id, message.id, "👍")
    await engine.edit(session_id, sent.message_id, "hello again")
    shown = await world.messages(linked.peer, group_id)
    assert shown[-1].text == "hello again"
    assert list(shown[-2].reactions.values()) == ["👍"]
    await world.sets_group_rule(linked.peer, group_id, "announce", on=True)
    async with asyncio.timeout(linked.rig.patience_s):
        while True:
            try:
                await linked.send("may I?", to=group_id)
            except NotGroupAdminError:
                break
    with pytest.raises(GroupNotFoundError):
        await engine.send(
            session_id, OutboundMessage(chat_id=NO_GROUP, content=Text(text="hi")), _key(sent.message_id)
        )


def _key(message_id: str) -> MessageKey:
    return MessageKey(message_id.split("_")[2])
