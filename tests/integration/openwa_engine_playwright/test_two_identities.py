"""People who go by a LID, and messages that can be read only later, in the browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from openwa_core.testing.contracts.engine_rig import LinkedSession, fresh_key
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_hookspecs.models.events import IdentitiesSeen, MessageEdited, MessageSeen, ReactionSeen
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.messages import SendOutcome

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def linked(session: LinkedSession) -> AsyncIterator[LinkedSession]:
    await session.link()
    yield session


async def test_chat_under_a_lid_goes_by_the_number_and_both_are_told_before_it(
    linked: LinkedSession,
) -> None:
    world = linked.rig.world
    await world.goes_by_lid(linked.peer)
    lid = ChatId(await world.lid_of(linked.peer))
    key = await world.sends(linked.peer, linked.phone, "it is me")
    message = await linked.watcher.message(key)
    assert (message.chat_id, message.sender, message.lid) == (linked.chat, linked.chat, lid)
    told = [event for event in linked.watcher.events if isinstance(event, IdentitiesSeen | MessageSeen)]
    assert told == [IdentitiesSeen(pairs=((lid, linked.chat),)), MessageSeen(message=message)]


@pytest.mark.parametrize("by", ["number", "lid"])
async def test_everything_takes_either_id(linked: LinkedSession, engine: PlaywrightEngine, by: str) -> None:
    world, session_id = linked.rig.world, linked.record.id
    await world.goes_by_lid(linked.peer)
    lid = ChatId(await world.lid_of(linked.peer))
    message = await linked.watcher.message(await world.sends(linked.peer, linked.phone, "hi"))
    chat = linked.chat if by == "number" else lid
    key = fresh_key()
    sent = await linked.send("hello", to=chat, key=key, quoted=message.id)
    assert (await linked.watcher.message(key)).chat_id == linked.chat
    assert (await engine.lookup(session_id, key, chat)).outcome is SendOutcome.SENT
    listed = await engine.history(session_id, chat, limit=10, before=None)
    assert [one.key for one in listed] == [key, message.key]
    named = type(message.id)(f"false_{chat}_{message.key}")
    await engine.react(session_id, named, "👍")
    reaction = await linked.watcher.first(ReactionSeen)
    assert (reaction.message_id, reaction.chat_id, reaction.sender) == (
        message.id,
        linked.chat,
        f"{linked.phone}@c.us",
    )
    await engine.edit(session_id, type(message.id)(f"true_{chat}_{key}"), "hello you")
    edited = await linked.watcher.first(MessageEdited)
    assert (edited.message_id, edited.chat_id) == (sent.message_id, linked.chat)
    await engine.mark_unread(session_id, chat)
    (line,) = await engine.chats(session_id)
    assert (line.id, line.lid, line.unread_count) == (linked.chat, lid, -1)
    known = await engine.contact(session_id, chat)
    assert known is not None
    assert (known.id, known.lid) == (linked.chat, lid)
    await engine.set_blocked(session_id, chat, blocked=True)
    assert [contact.is_blocked for contact in await engine.contacts(session_id)] == [True]
    await engine.set_blocked(session_id, chat, blocked=False)


async def test_who_hides_his_number_stays_a_lid(linked: LinkedSession) -> None:
    world = linked.rig.world
    await world.goes_by_lid(linked.peer, hidden=True)
    lid = ChatId(await world.lid_of(linked.peer))
    message = await linked.watcher.message(await world.sends(linked.peer, linked.phone, "guess who"))
    assert (message.chat_id, message.lid) == (lid, lid)
    sent = await linked.send("I cannot", to=lid)
    assert sent.message_id.startswith(f"true_{lid}_")
    assert not any(isinstance(event, IdentitiesSeen) for event in linked.watcher.events)


async def test_message_that_is_unreadable_at_first_is_told_once_when_it_can_be_read(
    linked: LinkedSession,
) -> None:
    world = linked.rig.world
    await world.gets_ciphertext_first(linked.phone, 0.3)
    key = await world.sends(linked.peer, linked.phone, "at last")
    message = await linked.watcher.message(key)
    assert (message.type, message.body) == ("chat", "at last")
    file = await world.sends_sample(linked.peer, linked.phone, "image", caption="look")
    picture = await linked.watcher.message(file)
    assert (picture.type, picture.body, picture.has_media) == ("image", "look", True)
    assert (linked.watcher.count_of(key), linked.watcher.count_of(file)) == (1, 1)
