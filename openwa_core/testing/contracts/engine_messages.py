"""What goes through a connected session."""

from __future__ import annotations

import pytest

from openwa_core.testing.contracts.engine_rig import EngineRig, LinkedSession, fresh_key
from openwa_hookspecs.engine import Capability, SupportsHistory, SupportsSingleMessage
from openwa_hookspecs.models.events import MessageSeen
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.models.messages import Ack, SendOutcome

__all__ = ["EngineMessages"]


class EngineMessages:
    async def test_text_reaches_the_peer_under_the_chosen_id(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        await session.link()
        key = fresh_key()
        sent = await session.send("good morning ☀", key=key)
        assert sent.message_id == f"true_{session.chat}_{key}"
        assert sent.ack >= Ack.SENT
        assert sent.wa_timestamp > 1_600_000_000
        arrived = await rig.world.messages(session.peer, session.phone)
        assert [(message.key, message.text) for message in arrived] == [(key, "good morning ☀")]

    async def test_text_of_the_peer_is_reported_once(self, session: LinkedSession, rig: EngineRig) -> None:
        await session.link()
        key = await rig.world.sends(session.peer, session.phone, "hello you")
        message = await session.watcher.message(key)
        assert message.id == f"false_{session.chat}_{key}"
        facts = (message.chat_id, message.sender, message.recipient, message.from_me)
        assert facts == (session.chat, session.chat, f"{session.phone}@c.us", False)
        assert (message.type, message.body, message.push_name) == ("chat", "hello you", "Ben")
        barrier = await rig.world.sends(session.peer, session.phone, "and again")
        await session.watcher.message(barrier)
        assert session.watcher.count_of(key) == 1

    async def test_texts_of_a_chat_are_reported_in_their_order(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        await session.link()
        keys = [await rig.world.sends(session.peer, session.phone, f"text {n}") for n in range(5)]
        await session.watcher.message(keys[-1])
        reported = [event.message.key for event in session.watcher.events if isinstance(event, MessageSeen)]
        assert list(dict.fromkeys(reported)) == keys

    async def test_text_typed_on_the_phone_is_reported_as_own(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        await session.link()
        key = await rig.world.sends(session.phone, session.peer, "typed by thumb")
        message = await session.watcher.message(key)
        assert message.from_me
        assert message.id == f"true_{session.chat}_{key}"
        assert message.body == "typed by thumb"

    async def test_acks_rise_to_read(self, session: LinkedSession, rig: EngineRig) -> None:
        await session.link()
        sent = await session.send("read me")
        await session.watcher.ack(sent.message_id, Ack.DELIVERED)
        await rig.world.reads(session.peer, session.phone)
        await session.watcher.ack(sent.message_id, Ack.READ)
        acks = session.watcher.acks_of(sent.message_id)
        assert acks == sorted(acks)
        assert acks[-1] is Ack.READ

    async def test_quote_and_mentions_arrive(self, session: LinkedSession, rig: EngineRig) -> None:
        await session.link()
        question = await rig.world.sends(session.peer, session.phone, "who is coming?")
        quoted = await session.watcher.message(question)
        await session.send("@Ben is", quoted=quoted.id, mentioned=(session.chat,))
        answer = (await rig.world.messages(session.peer, session.phone))[-1]
        assert answer.quoted_key == question
        assert list(answer.mentioned) == [session.chat]

    async def test_quote_of_the_peer_is_reported(self, session: LinkedSession, rig: EngineRig) -> None:
        await session.link()
        sent = await session.send("who is coming?")
        key = sent.message_id.split("_")[2]
        answer = await rig.world.sends(session.peer, session.phone, "I am", quoted=key)
        assert (await session.watcher.message(answer)).quoted_message_id == sent.message_id

    async def test_one_key_sent_twice_arrives_once(self, session: LinkedSession, rig: EngineRig) -> None:
        await session.link()
        key = fresh_key()
        first = await session.send("only once", key=key)
        second = await session.send("only once", key=key)
        assert first.message_id == second.message_id
        arrived = await rig.world.messages(session.peer, session.phone)
        assert [message.key for message in arrived] == [key]

    async def test_lookup_tells_sent_from_absent(self, session: LinkedSession, rig: EngineRig) -> None:
        if Capability.LOOKUP not in rig.engine.capabilities:
            pytest.skip("the engine cannot look messages up")
        await session.link()
        key = fresh_key()
        sent = await session.send("where am I?", key=key)
        found = await rig.engine.lookup(session.record.id, key, session.chat)
        assert found.outcome is SendOutcome.SENT
        assert found.sent is not None
        assert (found.sent.message_id, found.sent.wa_timestamp) == (sent.message_id, sent.wa_timestamp)
        never = await rig.engine.lookup(session.record.id, fresh_key(), session.chat)
        assert never.outcome is SendOutcome.ABSENT

    async def test_history_is_newest_first_and_ends_before_the_message_named(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        engine = rig.engine
        if Capability.HISTORY not in engine.capabilities:
            pytest.skip("the engine keeps no history")
        assert isinstance(engine, SupportsHistory)
        await session.link()
        first = await rig.world.sends(session.peer, session.phone, "one")
        await session.watcher.message(first)
        second = fresh_key()
        sent = await session.send("two", key=second)
        third = await rig.world.sends(session.peer, session.phone, "three")
        await session.watcher.message(third)
        listed = await engine.history(session.record.id, session.chat, limit=10, before=None)
        assert [message.key for message in listed] == [third, second, first]
        assert [message.body for message in listed] == ["three", "two", "one"]
        newest = await engine.history(session.record.id, session.chat, limit=1, before=None)
        assert [message.key for message in newest] == [third]
        older = await engine.history(session.record.id, session.chat, limit=10, before=sent.message_id)
        assert [message.key for message in older] == [first]

    async def test_single_message_is_as_the_history_shows_it(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        engine = rig.engine
        if not isinstance(engine, SupportsSingleMessage):
            pytest.skip("the engine gives no single messages")
        assert isinstance(engine, SupportsHistory)
        await session.link()
        key = await rig.world.sends(session.peer, session.phone, "just this one")
        await session.watcher.message(key)
        [listed] = await engine.history(session.record.id, session.chat, limit=1, before=None)
        assert await engine.message(session.record.id, listed.id, session.chat) == listed
        unknown = MessageId(f"false_{session.chat}_3EB0FFFFFFFFFFFFFFFFFF")
        assert await engine.message(session.record.id, unknown, session.chat) is None

    async def test_history_of_an_unknown_chat_is_empty(self, session: LinkedSession, rig: EngineRig) -> None:
        engine = rig.engine
        if Capability.HISTORY not in engine.capabilities:
            pytest.skip("the engine keeps no history")
        assert isinstance(engine, SupportsHistory)
        await session.link()
        stranger = ChatId("12025550123@c.us")
        assert list(await engine.history(session.record.id, stranger, limit=10, before=None)) == []
        unknown = MessageId(f"true_{stranger}_3EB0FFFFFFFFFFFFFFFFFF")
        assert list(await engine.history(session.record.id, stranger, limit=10, before=unknown)) == []
