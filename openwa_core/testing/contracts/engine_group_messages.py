"""Messages in groups: who wrote them, and how far they have come with all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openwa_core.testing.contracts.engine_kinds import content_of
from openwa_core.testing.contracts.engine_phone_view import PLAIN, view_of
from openwa_core.testing.contracts.engine_rig import fresh_key
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import NotGroupAdminError
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.events import MessageRevoked, ReactionSeen
from openwa_hookspecs.models.ids import ChatId, MessageId, key_of
from openwa_hookspecs.models.messages import Ack, Message, SendOutcome

__all__ = ["EngineGroupMessages"]


class EngineGroupMessages:
    async def test_text_reaches_every_member_under_the_chosen_id(self, talk: Talk) -> None:
        group, other = await _group(talk)
        key = fresh_key()
        sent = await talk.send(Text(text="@Ben, all"), to=group, key=key, mentioned=(talk.chat,))
        assert sent.message_id.startswith(f"true_{group}_{key}")
        for reader in (talk.peer, other):
            (arrived,) = await talk.world.messages(reader, group)
            assert (arrived.key, arrived.at) == (key, sent.wa_timestamp)
            assert view_of(arrived) == PLAIN | {
                "text": "@Ben, all",
                "mentioned": [talk.chat],
                "author": talk.me,
            }

    @pytest.mark.parametrize("kind", ["text", "image", "location", "poll"])
    async def test_message_to_a_group_goes_once_and_is_found(self, talk: Talk, kind: str) -> None:
        group, _ = await _group(talk)
        key, content = fresh_key(), content_of(kind, talk)
        first = await talk.send(content, to=group, key=key)
        second = await talk.send(content, to=group, key=key)
        assert first.message_id == second.message_id
        assert [one.key for one in await talk.world.messages(talk.peer, group)] == [key]
        found = await talk.engine.lookup(key, group)
        assert found.outcome is SendOutcome.SENT
        assert found.sent is not None
        assert found.sent.message_id == first.message_id
        if Capability.HISTORY in talk.session.rig.engine.capabilities:
            assert [one.id for one in await talk.engine.history(group)] == [first.message_id]

    async def test_text_of_a_member_is_reported_with_all_its_members(self, talk: Talk) -> None:
        group, _ = await _group(talk)
        key = await talk.world.sends(talk.peer, group, "hello all")
        reported = await talk.reported(key)
        assert reported == Message(
            id=MessageId(f"false_{group}_{key}_{talk.chat}"),
            chat_id=group,
            sender=group,
            recipient=talk.me,
            from_me=False,
            type="chat",
            body="hello all",
            wa_timestamp=(await talk.on_own_phone(key, group)).at,
            author=talk.chat,
            push_name="Ben",
        )

    async def test_text_typed_on_the_own_phone_is_reported_with_all_its_members(self, talk: Talk) -> None:
        group, _ = await _group(talk)
        key = await talk.world.sends(talk.phone, group, "by thumb")
        reported = await talk.reported(key)
        assert reported.ack in {Ack.SENT, Ack.DELIVERED}
        names = {talk.me, await talk.world.lid_of(talk.phone)}
        assert reported.id in {f"true_{group}_{key}_{name}" for name in names}
        assert replace(reported, ack=None) == Message(
            id=reported.id,
            chat_id=group,
            sender=talk.me,
            recipient=group,
            from_me=True,
            type="chat",
            body="by thumb",
            wa_timestamp=(await talk.on_own_phone(key, group)).at,
            author=talk.me,
        )

    async def test_quote_of_a_member_arrives_and_is_reported(self, talk: Talk) -> None:
        group, other = await _group(talk)
        question = await talk.reported(await talk.world.sends(talk.peer, group, "who comes?"))
        sent = await talk.send(Text(text="we do"), to=group, quoted=question.id)
        arrived = (await talk.world.messages(other, group))[-1]
        assert arrived.quoted_key == question.key
        answer = await talk.world.sends(other, group, "I do not", quoted=key_of(sent.message_id))
        quoted = (await talk.reported(answer)).quoted_message_id
        assert quoted is not None
        assert key_of(quoted) == key_of(sent.message_id)

    async def test_message_has_come_as_far_as_with_the_last_member(self, talk: Talk) -> None:
        group, other = await _group(talk)
        sent = await talk.send(Text(text="read me"), to=group)
        await talk.session.watcher.ack(sent.message_id, Ack.DELIVERED)
        await talk.world.reads(talk.peer, group)
        await talk.reported(await talk.world.sends(talk.peer, group, "I have"))
        assert max(talk.session.watcher.acks_of(sent.message_id)) is Ack.DELIVERED
        await talk.world.reads(other, group)
        read = await talk.session.watcher.ack(sent.message_id, Ack.READ)
        assert read.chat_id == group
        acks = talk.session.watcher.acks_of(sent.message_id)
        assert acks == sorted(acks)

    async def test_reaction_of_a_member_is_reported(self, talk: Talk) -> None:
        talk.engine.needs(Capability.REACT)
        group, other = await _group(talk)
        message = await talk.reported(await talk.world.sends(talk.peer, group, "good news"))
        await talk.world.reacts(other, group, message.key, "🎉")
        seen = await talk.told(ReactionSeen, message.id)
        assert (seen.chat_id, seen.sender, seen.emoji) == (group, f"{other}@c.us", "🎉")

    async def test_own_reaction_is_on_the_members_phones(self, talk: Talk) -> None:
        group, other = await _group(talk)
        message = await talk.reported(await talk.world.sends(talk.peer, group, "good news"))
        await talk.engine.react(message.id, "👍")
        for reader in (talk.peer, other):
            assert (await talk.world.messages(reader, group))[-1].reactions == {talk.me: "👍"}

    async def test_text_of_ours_is_edited_and_deleted_for_all(self, talk: Talk) -> None:
        group, other = await _group(talk)
        sent = await talk.send(Text(text="nine"), to=group)
        await talk.engine.edit(sent.message_id, "ten")
        assert (await talk.world.messages(other, group))[-1].text == "ten"
        await talk.engine.delete(sent.message_id, for_everyone=True)
        assert (await talk.world.messages(other, group))[-1].type == "revoked"

    async def test_admin_deletes_what_a_member_wrote(self, talk: Talk) -> None:
        group, other = await _group(talk)
        message = await talk.reported(await talk.world.sends(talk.peer, group, "rubbish"))
        await talk.engine.delete(message.id, for_everyone=True)
        assert (await talk.world.messages(other, group))[-1].type == "revoked"
        assert (await talk.told(MessageRevoked, message.id)).chat_id == group

    async def test_plain_member_deletes_nothing_of_others(self, talk: Talk) -> None:
        talk.engine.needs(Capability.GROUPS, Capability.DELETE)
        group = ChatId(await talk.world.makes_group(talk.peer, "Ben's", [talk.phone]))
        message = await talk.reported(await talk.world.sends(talk.peer, group, "it stays"))
        with pytest.raises(NotGroupAdminError):
            await talk.engine.delete(message.id, for_everyone=True)
        assert (await talk.world.messages(talk.peer, group))[-1].text == "it stays"

    async def test_plain_member_does_not_write_where_only_admins_do(self, talk: Talk) -> None:
        talk.engine.needs(Capability.GROUPS)
        group = ChatId(await talk.world.makes_group(talk.peer, "News", [talk.phone]))
        await talk.world.sets_group_rule(talk.peer, group, "announce", on=True)
        await talk.catch_up()
        with pytest.raises(NotGroupAdminError):
            await talk.send(Text(text="me too"), to=group)
        assert list(await talk.world.messages(talk.peer, group)) == []

    async def test_history_of_a_group_is_what_was_reported(self, talk: Talk) -> None:
        talk.engine.needs(Capability.HISTORY)
        group, other = await _group(talk)
        writers = (talk.peer, other, talk.peer)
        keys = [await talk.world.sends(writer, group, f"from {writer}") for writer in writers]
        reported = [await talk.reported(key) for key in keys]
        assert await talk.engine.history(group) == reported[::-1]
        assert await talk.engine.history(group, before=reported[-1].id) == reported[-2::-1]


async def _group(talk: Talk) -> tuple[ChatId, str]:
    """Of the account, the peer, and another one whose number is given."""
    talk.engine.needs(Capability.GROUPS)
    other = await talk.another()
    made = await talk.engine.create_group("Ours", talk.chat, ChatId(f"{other}@c.us"))
    return made.group.id, other
