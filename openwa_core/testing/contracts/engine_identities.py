"""People who go by their LID: either id names them, and who knows both says so."""

from __future__ import annotations

from dataclasses import replace

from openwa_core.testing.contracts.engine_rig import fresh_key
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.events import IdentitiesSeen, ReactionSeen
from openwa_hookspecs.models.ids import ChatId, MessageId, key_of
from openwa_hookspecs.models.messages import Ack, Message, SendOutcome

__all__ = ["EngineIdentities"]


class EngineIdentities:
    async def test_both_ids_are_told_before_the_first_message(self, talk: Talk) -> None:
        lid = await _goes_by_lid(talk)
        message = await talk.says("it is me")
        watcher = talk.session.watcher
        told = await watcher.first(IdentitiesSeen, lambda event: (lid, talk.chat) in event.pairs)
        seen = next(event for event in watcher.events if getattr(event, "message", None) == message)
        assert watcher.events.index(told) < watcher.events.index(seen)

    async def test_message_has_the_lid_and_one_of_the_two_ids(self, talk: Talk) -> None:
        lid = await _goes_by_lid(talk)
        key = await talk.world.sends(talk.peer, talk.phone, "it is me")
        message = await talk.reported(key)
        assert message.chat_id in {lid, talk.chat}
        assert message.sender == message.chat_id
        assert _by_number(talk, message) == replace(
            await talk.incoming(key, body="it is me"), id=MessageId(f"false_{lid}_{key}"), lid=lid
        )

    async def test_message_goes_to_either_id_and_is_found_by_either(self, talk: Talk) -> None:
        lid = await _goes_by_lid(talk)
        await talk.says("it is me")
        keys = [fresh_key(), fresh_key()]
        for key, name in zip(keys, (talk.chat, lid), strict=True):
            sent = await talk.send(Text(text=f"hello {name}"), to=name, key=key)
            assert key_of(sent.message_id) == key
        mine = [one for one in await talk.world.messages(talk.peer, talk.phone) if not one.from_me]
        assert [one.key for one in mine] == keys
        for key in keys:
            for name in (talk.chat, lid):
                found = await talk.engine.lookup(key, name)
                assert found.outcome is SendOutcome.SENT

    async def test_message_to_the_number_is_read_under_its_key(self, talk: Talk) -> None:
        await _goes_by_lid(talk)
        await talk.says("it is me")
        sent = await talk.send(Text(text="read me"))
        await talk.world.reads(talk.peer, talk.phone)
        read = await talk.session.watcher.ack(sent.message_id, Ack.READ)
        assert key_of(read.message_id) == key_of(sent.message_id)

    async def test_history_is_the_same_under_either_id(self, talk: Talk) -> None:
        talk.engine.needs(Capability.HISTORY)
        lid = await _goes_by_lid(talk)
        first = await talk.says("one")
        second = await talk.says("two")
        for name in (talk.chat, lid):
            assert await talk.engine.history(name) == [second, first]
            assert await talk.engine.history(name, before=second.id) == [first]

    async def test_message_is_acted_on_by_its_id(self, talk: Talk) -> None:
        await _goes_by_lid(talk)
        message = await talk.says("good news")
        await talk.engine.react(message.id, "👍")
        assert (await talk.on_peers_phone()).reactions == {talk.me: "👍"}

    async def test_own_message_is_acted_on_by_the_id_that_the_sender_knows(self, talk: Talk) -> None:
        await _goes_by_lid(talk)
        await talk.says("it is me")
        sent = await talk.send(Text(text="nine"))
        await talk.engine.edit(sent.message_id, "ten")
        assert (await talk.on_peers_phone()).text == "ten"

    async def test_reaction_names_one_of_the_two_ids(self, talk: Talk) -> None:
        talk.engine.needs(Capability.REACT)
        lid = await _goes_by_lid(talk)
        message = await talk.says("good news")
        await talk.world.reacts(talk.peer, talk.phone, message.key, "🎉")
        seen = await talk.told(ReactionSeen, message.id)
        assert {seen.sender, seen.chat_id} <= {lid, talk.chat}

    async def test_quote_names_a_message_by_its_key(self, talk: Talk) -> None:
        await _goes_by_lid(talk)
        question = await talk.says("who is it?")
        await talk.send(Text(text="you"), quoted=question.id)
        assert (await talk.on_peers_phone()).quoted_key == question.key

    async def test_chats_are_read_under_either_id(self, talk: Talk) -> None:
        lid = await _goes_by_lid(talk)
        for name in (talk.chat, lid):
            await talk.says("read me")
            await talk.engine.mark_read(name)
            assert (await talk.on_peers_phone()).ack == Ack.READ - 1

    async def test_chat_is_listed_with_its_lid(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CHATS)
        lid = await _goes_by_lid(talk)
        await talk.says("list me")
        (found,) = [chat for chat in await talk.engine.chats() if chat.id in {lid, talk.chat}]
        assert (found.lid, found.unread_count) == (lid, 1)

    async def test_contact_is_known_by_the_number(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        lid = await _goes_by_lid(talk)
        await talk.says("know me")
        for name in (talk.chat, lid):
            found = await talk.engine.contact(name)
            assert found is not None
            assert (found.id, found.lid) == (talk.chat, lid)

    async def test_hidden_number_is_not_told(self, talk: Talk) -> None:
        lid = await _goes_by_lid(talk, hidden=True)
        key = await talk.world.sends(talk.peer, talk.phone, "guess who")
        message = await talk.reported(key)
        assert message == replace(
            await talk.incoming(key, body="guess who"),
            id=MessageId(f"false_{lid}_{key}"),
            chat_id=lid,
            sender=lid,
            lid=lid,
        )
        pairs = [pair for event in talk.session.watcher.all(IdentitiesSeen) for pair in event.pairs]
        assert lid not in {one for one, _ in pairs}

    async def test_hidden_number_is_answered_under_its_lid(self, talk: Talk) -> None:
        lid = await _goes_by_lid(talk, hidden=True)
        await talk.says("guess who")
        sent = await talk.send(Text(text="no idea"), to=lid)
        assert sent.message_id == f"true_{lid}_{key_of(sent.message_id)}"
        assert (await talk.on_peers_phone()).text == "no idea"


async def _goes_by_lid(talk: Talk, *, hidden: bool = False) -> ChatId:
    await talk.world.goes_by_lid(talk.peer, hidden=hidden)
    return ChatId(await talk.world.lid_of(talk.peer))


def _by_number(talk: Talk, message: Message) -> Message:
    """As core stores it, which has been told both ids."""
    return replace(message, chat_id=talk.chat, sender=talk.chat)
