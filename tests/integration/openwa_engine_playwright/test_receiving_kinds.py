"""What comes in through the browser, and what becomes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from openwa_core.testing.contracts.engine_rig import LinkedSession
from openwa_hookspecs.engine import SupportsHistory, SupportsMessageActions, SupportsSingleMessage
from openwa_hookspecs.errors import MessageNotFoundError, SendFailedError
from openwa_hookspecs.models.content import ContactCard, Location, Poll
from openwa_hookspecs.models.events import MessageEdited, MessageRevoked, ReactionSeen
from openwa_hookspecs.models.ids import MessageId

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def linked(session: LinkedSession) -> AsyncIterator[LinkedSession]:
    await session.link()
    yield session


async def test_place_cards_and_poll_come_in(linked: LinkedSession) -> None:
    world, me = linked.rig.world, linked.phone
    place = await world.sends_location(linked.peer, me, 1.5, -2.5, "the gate")
    message = await linked.watcher.message(place)
    assert message.location == Location(latitude=1.5, longitude=-2.5, description="the gate")
    assert (message.type, message.body) == ("location", "the gate")
    cards = await world.sends_contacts(
        linked.peer, me, [("Cid, Jr", "628777666555"), ("Dee", "628777666444")]
    )
    message = await linked.watcher.message(cards)
    assert message.contact_cards == (
        ContactCard(name="Cid, Jr", phone="628777666555"),
        ContactCard(name="Dee", phone="628777666444"),
    )
    assert (message.type, message.body) == ("multi_vcard", "Cid, Jr")
    poll = await world.sends_poll(linked.peer, me, "When?", ["now", "later"], selectable=0)
    message = await linked.watcher.message(poll)
    assert message.poll == Poll(question="When?", options=("now", "later"), selectable=0)
    assert (message.type, message.body) == ("poll_creation", "When?")


async def test_files_come_in_with_what_is_known_of_them(linked: LinkedSession) -> None:
    for kind in ("image", "video", "audio", "ptt", "document", "sticker"):
        caption = "look" if kind in ("image", "video", "document") else ""
        key = await linked.rig.world.sends_sample(linked.peer, linked.phone, kind, caption=caption)
        message = await linked.watcher.message(key)
        (*_, seen) = await linked.rig.world.messages(linked.peer, linked.phone)
        assert seen.file is not None
        assert message.media is not None
        assert (message.type, message.body, message.has_media) == (kind, caption, True)
        assert (message.media.mimetype, message.media.size) == (seen.file.mimetype, seen.file.size)
        assert (message.media.filename, message.media.duration_s) == (seen.file.filename, seen.file.seconds)


async def test_forwarded_message_and_the_name_of_its_writer_are_told(linked: LinkedSession) -> None:
    world = linked.rig.world
    await world.names(linked.phone, linked.peer, "Benny")
    first = await world.sends(linked.peer, linked.phone, "pass it on")
    key = await world.forwards(linked.peer, linked.phone, first, linked.phone)
    message = await linked.watcher.message(key)
    assert (message.is_forwarded, message.body, message.push_name) == (True, "pass it on", "Ben")


async def test_edit_deletion_and_reaction_of_the_peer_are_told_once(linked: LinkedSession) -> None:
    world, watcher = linked.rig.world, linked.watcher
    key = await world.sends(linked.peer, linked.phone, "helo")
    message = await watcher.message(key)
    await world.edits(linked.peer, linked.phone, key, "hello")
    edited = await watcher.first(MessageEdited)
    assert (edited.message_id, edited.chat_id, edited.body) == (message.id, linked.chat, "hello")
    assert edited.wa_timestamp >= message.wa_timestamp
    await world.reacts(linked.peer, linked.phone, key, "👍")
    reaction = await watcher.first(ReactionSeen)
    assert (reaction.message_id, reaction.chat_id, reaction.sender, reaction.emoji) == (
        message.id,
        linked.chat,
        linked.chat,
        "👍",
    )
    await world.reacts(linked.peer, linked.phone, key, "")
    await watcher.first(ReactionSeen, lambda seen: seen.emoji == "")
    await world.revokes(linked.peer, linked.phone, key)
    revoked = await watcher.first(MessageRevoked)
    assert (revoked.message_id, revoked.chat_id) == (message.id, linked.chat)
    barrier = await world.sends(linked.peer, linked.phone, "done")
    await watcher.message(barrier)
    for kind, times in ((MessageEdited, 1), (ReactionSeen, 2), (MessageRevoked, 1)):
        assert sum(isinstance(event, kind) for event in watcher.events) == times


async def test_what_happened_while_the_session_was_closed_is_told_after_it(linked: LinkedSession) -> None:
    world, watcher = linked.rig.world, linked.watcher
    keys = [await world.sends(linked.peer, linked.phone, text) for text in ("one", "two", "three")]
    for key in keys:
        await watcher.message(key)
    await linked.close()
    since = len(watcher.events)
    await world.edits(linked.peer, linked.phone, keys[0], "1")
    await world.reacts(linked.peer, linked.phone, keys[1], "❤")
    await world.revokes(linked.peer, linked.phone, keys[2])
    await linked.open()
    edited = await watcher.first(MessageEdited, since=since)
    assert (edited.message_id.split("_")[2], edited.body) == (keys[0], "1")
    reaction = await watcher.first(ReactionSeen, since=since)
    assert (reaction.message_id.split("_")[2], reaction.emoji) == (keys[1], "❤")
    revoked = await watcher.first(MessageRevoked, since=since)
    assert revoked.message_id.split("_")[2] == keys[2]


async def test_actions_reach_the_peer_and_do_no_harm_twice(linked: LinkedSession) -> None:
    engine, world = linked.rig.engine, linked.rig.world
    assert isinstance(engine, SupportsMessageActions)
    theirs = await world.sends(linked.peer, linked.phone, "hi")
    message = await linked.watcher.message(theirs)
    for _ in range(2):
        await engine.react(linked.record.id, message.id, "🎉")
        await engine.star(linked.record.id, message.id, starred=True)
    (seen,) = await world.messages(linked.peer, linked.phone)
    assert list(seen.reactions.values()) == ["🎉"]
    (mine,) = await world.messages(linked.phone, linked.peer)
    assert mine.is_starred
    await engine.react(linked.record.id, message.id, "")
    await engine.star(linked.record.id, message.id, starred=False)
    (seen,) = await world.messages(linked.peer, linked.phone)
    assert seen.reactions == {}
    sent = await linked.send("helo")
    await engine.edit(linked.record.id, sent.message_id, "hello")
    (_, seen) = await world.messages(linked.peer, linked.phone)
    assert (seen.text, seen.is_edited) == ("hello", True)
    assert (await linked.watcher.first(MessageEdited)).body == "hello"
    for _ in range(2):
        await engine.delete(linked.record.id, sent.message_id, for_everyone=True)
    (_, seen) = await world.messages(linked.peer, linked.phone)
    assert seen.type == "revoked"
    await linked.watcher.first(MessageRevoked)
    await engine.delete(linked.record.id, message.id, for_everyone=False)
    assert len(await world.messages(linked.phone, linked.peer)) == 1
    assert len(await world.messages(linked.peer, linked.phone)) == 2


async def test_what_may_not_be_done_to_a_message_is_refused(linked: LinkedSession) -> None:
    engine = linked.rig.engine
    assert isinstance(engine, SupportsMessageActions)
    theirs = await linked.rig.world.sends(linked.peer, linked.phone, "hi")
    message = await linked.watcher.message(theirs)
    with pytest.raises(SendFailedError):
        await engine.edit(linked.record.id, message.id, "ho")
    with pytest.raises(SendFailedError):
        await engine.delete(linked.record.id, message.id, for_everyone=True)
    assert [seen.text for seen in await linked.rig.world.messages(linked.phone, linked.peer)] == ["hi"]
    unknown = MessageId(f"false_{linked.chat}_3EB0FFFFFFFFFFFFFFFFFF")
    with pytest.raises(MessageNotFoundError):
        await engine.react(linked.record.id, unknown, "👍")
    with pytest.raises(MessageNotFoundError):
        await engine.star(linked.record.id, MessageId("nonsense"), starred=True)


async def test_one_message_is_found_by_its_id_as_the_history_has_it(linked: LinkedSession) -> None:
    engine = linked.rig.engine
    assert isinstance(engine, SupportsSingleMessage)
    assert isinstance(engine, SupportsHistory)
    key = await linked.rig.world.sends_location(linked.peer, linked.phone, 1.5, 2.5, "there")
    seen = await linked.watcher.message(key)
    assert await engine.message(linked.record.id, seen.id, linked.chat) == seen
    assert await engine.history(linked.record.id, linked.chat, limit=1, before=None) == [seen]
    unknown = MessageId(f"false_{linked.chat}_3EB0FFFFFFFFFFFFFFFFFF")
    assert await engine.message(linked.record.id, unknown, linked.chat) is None
