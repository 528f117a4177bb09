"""What others do to messages, as the engine reports it: once each."""

from __future__ import annotations

from openwa_core.testing.contracts.engine_rig import EngineRig
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.models.content import MediaKind, Text
from openwa_hookspecs.models.events import MessageEdited, MessageRevoked, ReactionSeen
from openwa_hookspecs.models.ids import key_of
from openwa_hookspecs.models.messages import Ack

__all__ = ["EngineChanges"]


class EngineChanges:
    async def test_edit_by_the_peer_is_reported_once(self, talk: Talk) -> None:
        talk.engine.needs(Capability.EDIT)
        message = await talk.says("at nine")
        await talk.world.edits(talk.peer, talk.phone, message.key, "at ten")
        seen = await talk.told(MessageEdited, message.id)
        assert seen == MessageEdited(
            message_id=message.id, chat_id=talk.chat, body="at ten", wa_timestamp=seen.wa_timestamp
        )
        assert message.wa_timestamp <= seen.wa_timestamp <= message.wa_timestamp + 60

    async def test_edit_typed_on_the_own_phone_is_reported_once(self, talk: Talk) -> None:
        talk.engine.needs(Capability.EDIT)
        sent = await talk.send(Text(text="at nine"))
        await talk.world.edits(talk.phone, talk.peer, key_of(sent.message_id), "at ten")
        assert (await talk.told(MessageEdited, sent.message_id)).body == "at ten"

    async def test_deletion_by_the_peer_is_reported_once(self, talk: Talk) -> None:
        talk.engine.needs(Capability.DELETE)
        message = await talk.says("never mind")
        await talk.world.revokes(talk.peer, talk.phone, message.key)
        seen = await talk.told(MessageRevoked, message.id)
        assert seen == MessageRevoked(
            message_id=message.id, chat_id=talk.chat, wa_timestamp=seen.wa_timestamp
        )
        assert message.wa_timestamp <= seen.wa_timestamp <= message.wa_timestamp + 60

    async def test_deletion_on_the_own_phone_is_reported_once(self, talk: Talk) -> None:
        talk.engine.needs(Capability.DELETE)
        sent = await talk.send(Text(text="never mind"))
        await talk.world.revokes(talk.phone, talk.peer, key_of(sent.message_id))
        assert (await talk.told(MessageRevoked, sent.message_id)).chat_id == talk.chat

    async def test_reaction_of_the_peer_is_reported_once(self, talk: Talk) -> None:
        talk.engine.needs(Capability.REACT)
        sent = await talk.send(Text(text="good news"))
        await talk.world.reacts(talk.peer, talk.phone, key_of(sent.message_id), "🎉")
        seen = await talk.told(ReactionSeen, sent.message_id)
        assert seen == ReactionSeen(
            message_id=sent.message_id,
            chat_id=talk.chat,
            sender=talk.chat,
            emoji="🎉",
            wa_timestamp=seen.wa_timestamp,
        )
        assert sent.wa_timestamp <= seen.wa_timestamp <= sent.wa_timestamp + 60

    async def test_reaction_of_the_peer_to_a_message_of_his_own_is_reported(self, talk: Talk) -> None:
        talk.engine.needs(Capability.REACT)
        message = await talk.says("good news")
        await talk.world.reacts(talk.peer, talk.phone, message.key, "😎")
        seen = await talk.told(ReactionSeen, message.id)
        assert (seen.sender, seen.emoji) == (talk.chat, "😎")

    async def test_reaction_typed_on_the_own_phone_is_reported(self, talk: Talk) -> None:
        talk.engine.needs(Capability.REACT)
        message = await talk.says("good news")
        await talk.world.reacts(talk.phone, talk.peer, message.key, "👍")
        seen = await talk.told(ReactionSeen, message.id)
        assert (seen.sender, seen.emoji) == (talk.me, "👍")

    async def test_reaction_that_changes_and_goes_is_reported_each_time(self, talk: Talk) -> None:
        talk.engine.needs(Capability.REACT)
        sent = await talk.send(Text(text="good news"))
        for emoji in ("🎉", "😎", ""):
            await talk.world.reacts(talk.peer, talk.phone, key_of(sent.message_id), emoji)
        await talk.catch_up()
        seen = talk.session.watcher.all(ReactionSeen, lambda event: event.message_id == sent.message_id)
        assert [event.emoji for event in seen] == ["🎉", "😎", ""]

    async def test_caption_of_a_picture_can_be_edited_by_the_peer(self, talk: Talk) -> None:
        talk.engine.needs(Capability.EDIT, Capability.MEDIA)
        key = await talk.world.sends_sample(talk.peer, talk.phone, MediaKind.IMAGE, caption="the see")
        message = await talk.reported(key)
        await talk.world.edits(talk.peer, talk.phone, key, "the sea")
        assert (await talk.told(MessageEdited, message.id)).body == "the sea"

    async def test_voice_note_that_was_listened_to_is_played(self, talk: Talk) -> None:
        sent = await talk.send(talk.file(MediaKind.AUDIO, ptt=True))
        await talk.world.plays(talk.peer, talk.phone, key_of(sent.message_id))
        played = await talk.session.watcher.ack(sent.message_id, Ack.PLAYED)
        assert played.chat_id == talk.chat

    async def test_changes_while_the_connection_was_down_are_reported_once(
        self, talk: Talk, rig: EngineRig
    ) -> None:
        talk.engine.needs(Capability.EDIT, Capability.DELETE, Capability.REACT)
        edited, deleted, liked = [await talk.says(text) for text in ("at nine", "never mind", "good news")]
        await talk.world.drops_connections(talk.phone, rig.quiet_s)
        await talk.world.edits(talk.peer, talk.phone, edited.key, "at ten")
        await talk.world.revokes(talk.peer, talk.phone, deleted.key)
        await talk.world.reacts(talk.peer, talk.phone, liked.key, "🎉")
        assert (await talk.told(MessageEdited, edited.id)).body == "at ten"
        assert (await talk.told(MessageRevoked, deleted.id)).chat_id == talk.chat
        assert (await talk.told(ReactionSeen, liked.id)).emoji == "🎉"
