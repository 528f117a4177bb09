"""What happens to messages, from both sides, through the engine in both of its forms."""

from __future__ import annotations

import pytest

from openwa_core.testing.contracts import LinkedSession
from openwa_core.testing.contracts.engine_rig import fresh_key
from openwa_engine_simulator.engine import SimulatorEngine
from openwa_hookspecs.errors import MessageNotFoundError, SendFailedError
from openwa_hookspecs.models.events import (
    AckChanged,
    IdentitiesSeen,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    ReactionSeen,
)
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.models.messages import Ack
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason


def engine_of(linked: LinkedSession) -> SimulatorEngine:
    assert isinstance(linked.rig.engine, SimulatorEngine)
    return linked.rig.engine


async def test_own_message_is_edited_starred_reacted_to_and_deleted(linked: LinkedSession) -> None:
    engine, world, session_id = engine_of(linked), linked.rig.world, linked.record.id
    sent = await linked.send("first")
    await engine.edit(session_id, sent.message_id, "second")
    await engine.react(session_id, sent.message_id, "👍")
    await engine.star(session_id, sent.message_id, starred=True)
    theirs = (await world.messages(linked.peer, linked.phone))[-1]
    assert (theirs.text, theirs.is_edited, theirs.is_starred) == ("second", True, False)
    assert theirs.reactions == {f"{linked.phone}@c.us": "👍"}
    assert (await world.messages(linked.phone, linked.peer))[-1].is_starred
    await engine.delete(session_id, sent.message_id, for_everyone=True)
    await engine.delete(session_id, sent.message_id, for_everyone=True)
    assert (await world.messages(linked.peer, linked.phone))[-1].type == "revoked"


async def test_message_deleted_for_oneself_stays_with_the_peer(linked: LinkedSession) -> None:
    engine, world = engine_of(linked), linked.rig.world
    sent = await linked.send("first")
    await engine.delete(linked.record.id, sent.message_id, for_everyone=False)
    assert await world.messages(linked.phone, linked.peer) == []
    assert len(await world.messages(linked.peer, linked.phone)) == 1


async def test_unknown_message_is_not_found_and_others_words_are_not_ours_to_change(
    linked: LinkedSession,
) -> None:
    engine, session_id = engine_of(linked), linked.record.id
    unknown = MessageId(f"true_{linked.chat}_{fresh_key()}")
    with pytest.raises(MessageNotFoundError):
        await engine.react(session_id, unknown, "👍")
    with pytest.raises(MessageNotFoundError):
        await engine.star(session_id, MessageId("nonsense"), starred=True)
    key = await linked.rig.world.sends(linked.peer, linked.phone, "mine")
    theirs = await linked.watcher.message(key)
    with pytest.raises(SendFailedError):
        await engine.edit(session_id, theirs.id, "yours")
    with pytest.raises(SendFailedError):
        await engine.delete(session_id, theirs.id, for_everyone=True)


async def test_what_the_peer_does_to_messages_is_reported(linked: LinkedSession) -> None:
    world, watcher = linked.rig.world, linked.watcher
    key = await world.sends(linked.peer, linked.phone, "first")
    theirs = (await watcher.message(key)).id
    await world.edits(linked.peer, linked.phone, key, "second")
    edited = await watcher.first(MessageEdited)
    assert (edited.message_id, edited.chat_id, edited.body) == (theirs, linked.chat, "second")
    sent = await linked.send("mine")
    own = sent.message_id.split("_")[2]
    await world.reacts(linked.peer, linked.phone, own, "👍")
    reaction = await watcher.first(ReactionSeen)
    assert (reaction.message_id, reaction.sender, reaction.emoji) == (sent.message_id, linked.chat, "👍")
    await world.reacts(linked.peer, linked.phone, own, "")
    await watcher.first(ReactionSeen, lambda event: event.emoji == "")
    await world.revokes(linked.peer, linked.phone, key)
    revoked = await watcher.first(MessageRevoked)
    assert (revoked.message_id, revoked.chat_id) == (theirs, linked.chat)
    assert revoked.wa_timestamp >= edited.wa_timestamp > 1_600_000_000


async def test_what_happened_while_the_session_was_closed_is_reported_when_it_opens(
    linked: LinkedSession,
) -> None:
    world, watcher = linked.rig.world, linked.watcher
    keys = [await world.sends(linked.peer, linked.phone, text) for text in ("a", "b", "c")]
    await watcher.message(keys[-1])
    await linked.close()
    since = len(watcher.events)
    await world.edits(linked.peer, linked.phone, keys[0], "changed")
    await world.revokes(linked.peer, linked.phone, keys[1])
    await world.reacts(linked.peer, linked.phone, keys[2], "👍")
    await linked.open()
    await watcher.status(SessionStatus.READY, since=since)
    edited = await watcher.first(MessageEdited, since=since)
    revoked = await watcher.first(MessageRevoked, since=since)
    reacted = await watcher.first(ReactionSeen, since=since)
    assert [event.message_id.split("_")[2] for event in (edited, revoked, reacted)] == keys
    assert edited.body == "changed"
    await linked.close()
    since = len(watcher.events)
    await linked.open()
    await watcher.status(SessionStatus.READY, since=since)
    again = (MessageEdited, MessageRevoked, ReactionSeen)
    assert not [event for event in watcher.events[since:] if isinstance(event, again)]


async def test_voice_note_that_was_played_has_the_last_ack(linked: LinkedSession) -> None:
    pytest.importorskip("av", reason="needs the extra `audio`")
    world = linked.rig.world
    key = await world.sends_sample(linked.phone, linked.peer, "ptt")
    own = (await linked.watcher.message(key)).id
    await world.plays(linked.peer, linked.phone, key)
    await linked.watcher.first(AckChanged, lambda event: event.message_id == own and event.ack is Ack.PLAYED)


async def test_number_behind_a_lid_is_reported_before_the_message(linked: LinkedSession) -> None:
    world, watcher = linked.rig.world, linked.watcher
    await world.goes_by_lid(linked.peer)
    key = await world.sends(linked.peer, linked.phone, "by lid")
    message = await watcher.message(key)
    lid = ChatId(await world.lid_of(linked.peer))
    assert (message.chat_id, message.sender, message.lid) == (lid, lid, lid)
    identities = await watcher.first(IdentitiesSeen)
    assert identities.pairs == ((lid, linked.chat),)
    kinds = [type(event) for event in watcher.events]
    assert kinds.index(IdentitiesSeen) < kinds.index(MessageSeen)
    answer = await linked.send("to the lid", to=lid)
    assert answer.message_id.startswith(f"true_{lid}_")


async def test_phone_whose_device_is_not_taken_in_is_an_authentication_failure(
    linked: LinkedSession,
) -> None:
    other = LinkedSession(linked.rig)
    await linked.rig.world.has_phone(other.phone)
    await linked.rig.world.refuses_to_link(other.phone)
    await other.open()
    await linked.rig.world.scans(other.phone, await other.shows_qr())
    await other.watcher.status(SessionStatus.DISCONNECTED, StatusReason.AUTH_FAILED)
    await other.close()
    assert await linked.rig.world.devices(other.phone) == 0
