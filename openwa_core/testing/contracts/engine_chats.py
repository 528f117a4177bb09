"""The list of chats, and what is done with one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openwa_core.testing.contracts.engine_rig import fresh_number
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_core.testing.contracts.world import PhoneChat
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import ChatNotFoundError
from openwa_hookspecs.models.chats import Chat, Presence
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.ids import ChatId, key_of
from openwa_hookspecs.models.messages import Ack

__all__ = ["EngineChats"]


class EngineChats:
    async def test_chat_is_listed_with_all_its_members(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CHATS)
        await talk.says("one")
        last = await talk.says("two")
        assert await _listed(talk) == Chat(
            id=talk.chat, name="Ben", unread_count=2, wa_timestamp=last.wa_timestamp
        )

    async def test_chat_has_the_name_of_the_address_book(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CHATS)
        await talk.world.names(talk.phone, talk.peer, "Ben from work")
        await talk.says("hi")
        assert (await _listed(talk)).name == "Ben from work"

    async def test_chat_takes_on_the_name_of_the_address_book(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CHATS)
        await talk.says("hi")
        await talk.world.names(talk.phone, talk.peer, "Ben from work")
        await talk.catch_up()
        assert (await _listed(talk)).name == "Ben from work"

    async def test_chat_with_the_newest_message_is_first(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CHATS)
        await talk.says("older")
        times = [chat.wa_timestamp or 0 for chat in await talk.engine.chats()]
        assert times == sorted(times, reverse=True)

    async def test_group_is_listed_under_its_subject(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CHATS, Capability.GROUPS)
        made = await talk.engine.create_group("Weekend trip", talk.chat)
        sent = await talk.send(Text(text="hello all"), to=made.group.id)
        assert await _listed(talk, made.group.id) == Chat(
            id=made.group.id, name="Weekend trip", wa_timestamp=sent.wa_timestamp
        )

    async def test_chat_that_is_marked_as_read_is_read_for_the_peer(self, talk: Talk) -> None:
        message = await talk.says("read me")
        await talk.engine.mark_read(talk.chat)
        assert (await talk.on_peers_phone()).ack == Ack.READ - 1
        assert (await _listed(talk)).unread_count == 0
        assert (await _on_own_phone(talk)).unread == 0
        assert (await talk.on_own_phone(message.key)).text == "read me"

    async def test_chat_that_is_marked_as_unread_says_so(self, talk: Talk) -> None:
        await talk.says("later")
        await talk.engine.mark_read(talk.chat)
        for _ in range(2):
            await talk.engine.mark_unread(talk.chat)
        assert (await _listed(talk)).unread_count == -1
        assert (await _on_own_phone(talk)).unread == -1

    async def test_chat_that_is_marked_as_unread_can_be_read(self, talk: Talk) -> None:
        await talk.says("later")
        await talk.engine.mark_unread(talk.chat)
        for _ in range(2):
            await talk.engine.mark_read(talk.chat)
        assert (await _listed(talk)).unread_count == 0
        assert (await _on_own_phone(talk)).unread == 0

    async def test_chat_is_archived_and_brought_back(self, talk: Talk) -> None:
        await talk.says("away with it")
        for archived in (True, True, False, True, False):
            await talk.engine.archive(talk.chat, archived=archived)
            assert (await _listed(talk)).is_archived is archived
            assert (await _on_own_phone(talk)).is_archived is archived

    async def test_change_on_the_phone_is_in_the_list(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CHATS)
        await talk.says("on the phone")
        await talk.world.archives(talk.phone, talk.peer)
        await talk.world.reads(talk.phone, talk.peer)
        await talk.says("a barrier", quoted=None)
        listed = await _listed(talk)
        assert (listed.is_archived, listed.unread_count) == (False, 1)

    @pytest.mark.parametrize("presence", list(Presence))
    async def test_peer_sees_what_we_do(self, talk: Talk, presence: Presence) -> None:
        await talk.says("are you there?")
        await talk.engine.set_presence(talk.chat, Presence.TYPING)
        await talk.engine.set_presence(talk.chat, presence)
        assert await talk.world.presence(talk.peer, talk.phone) == presence.value

    async def test_unknown_chat_is_not_found(self, talk: Talk) -> None:
        nobody = ChatId(f"{fresh_number()}@c.us")
        talk.engine.needs(Capability.CHATS)
        with pytest.raises(ChatNotFoundError):
            await talk.engine.mark_read(nobody)
        with pytest.raises(ChatNotFoundError):
            await talk.engine.mark_unread(nobody)
        with pytest.raises(ChatNotFoundError):
            await talk.engine.archive(nobody)

    async def test_nobody_sees_what_we_do_in_an_unknown_chat(self, talk: Talk) -> None:
        with pytest.raises(ChatNotFoundError):
            await talk.engine.set_presence(ChatId(f"{fresh_number()}@c.us"), Presence.TYPING)

    async def test_reading_a_chat_does_not_read_another(self, talk: Talk) -> None:
        other = await talk.another()
        await talk.says("mine")
        await talk.reported(await talk.world.sends(other, talk.phone, "and mine"))
        await talk.engine.mark_read(ChatId(f"{other}@c.us"))
        assert (await _listed(talk)).unread_count == 1

    async def test_answer_of_ours_leaves_the_chat_unread(self, talk: Talk) -> None:
        """Callers read when they say so, not when they write."""
        talk.engine.needs(Capability.CHATS)
        message = await talk.says("a question")
        sent = await talk.send(Text(text="an answer"))
        assert (await talk.on_peers_phone()).key == key_of(sent.message_id)
        peers = await talk.world.messages(talk.peer, talk.phone)
        assert [one.ack for one in peers if one.key == message.key] == [Ack.DELIVERED - 1]
        assert (await _listed(talk)).unread_count == 1


async def _listed(talk: Talk, chat_id: ChatId | None = None) -> Chat:
    """The chat as the engine lists it; in one that goes by the number the LID may be known or not."""
    (found,) = [chat for chat in await talk.engine.chats() if chat.id == (chat_id or talk.chat)]
    return replace(found, lid=None)


async def _on_own_phone(talk: Talk) -> PhoneChat:
    (found,) = [chat for chat in await talk.world.chats(talk.phone) if chat.id == talk.chat]
    return found
