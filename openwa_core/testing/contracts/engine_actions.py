"""What is done to a message through the engine, as the phones see it."""

from __future__ import annotations

import pytest

from openwa_core.testing.contracts.engine_phone_view import PLAIN, file_view, view_of
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import MessageNotFoundError, SendFailedError
from openwa_hookspecs.models.content import Forward, Location, MediaKind, Text
from openwa_hookspecs.models.events import MessageEdited, MessageRevoked, ReactionSeen
from openwa_hookspecs.models.ids import ChatId, MessageId, key_of

__all__ = ["EngineActions"]

_UNKNOWN = "3EB0FFFFFFFFFFFFFFFFFF"


class EngineActions:
    async def test_reaction_is_on_the_peers_phone(self, talk: Talk) -> None:
        message = await talk.says("good news")
        await talk.engine.react(message.id, "👍")
        assert (await talk.on_peers_phone()).reactions == {talk.me: "👍"}

    async def test_reaction_to_a_message_of_ours_is_on_the_peers_phone(self, talk: Talk) -> None:
        sent = await talk.send(Text(text="bad news"))
        await talk.engine.react(sent.message_id, "😢")
        assert (await talk.on_peers_phone()).reactions == {talk.me: "😢"}

    async def test_another_reaction_takes_the_place_of_the_first(self, talk: Talk) -> None:
        message = await talk.says("good news")
        for emoji in ("👍", "🎉", "🎉"):
            await talk.engine.react(message.id, emoji)
        assert (await talk.on_peers_phone()).reactions == {talk.me: "🎉"}

    async def test_empty_reaction_takes_it_back(self, talk: Talk) -> None:
        message = await talk.says("good news")
        for emoji in ("👍", "", ""):
            await talk.engine.react(message.id, emoji)
        assert (await talk.on_peers_phone()).reactions == {}

    async def test_own_reaction_is_reported_once(self, talk: Talk) -> None:
        message = await talk.says("good news")
        await talk.engine.react(message.id, "👍")
        seen = await talk.told(ReactionSeen, message.id)
        assert (seen.chat_id, seen.sender, seen.emoji) == (talk.chat, talk.me, "👍")

    async def test_edited_text_is_on_the_peers_phone(self, talk: Talk) -> None:
        sent = await talk.send(Text(text="see you at nine"))
        await talk.engine.edit(sent.message_id, "see you at ten ☀")
        assert view_of(await talk.on_peers_phone()) == PLAIN | {"text": "see you at ten ☀", "edited": True}

    async def test_text_can_be_edited_again(self, talk: Talk) -> None:
        sent = await talk.send(Text(text="nine"))
        for text in ("ten", "eleven", "eleven"):
            await talk.engine.edit(sent.message_id, text)
        assert (await talk.on_peers_phone()).text == "eleven"

    async def test_own_edit_is_reported_once(self, talk: Talk) -> None:
        sent = await talk.send(Text(text="nine"))
        await talk.engine.edit(sent.message_id, "ten")
        seen = await talk.told(MessageEdited, sent.message_id)
        assert (seen.chat_id, seen.body) == (talk.chat, "ten")

    async def test_text_of_the_peer_cannot_be_edited(self, talk: Talk) -> None:
        message = await talk.says("mine")
        with pytest.raises(SendFailedError):
            await talk.engine.edit(message.id, "not yours")
        assert (await talk.on_peers_phone()).text == "mine"

    async def test_message_deleted_for_everyone_is_gone_from_the_peers_phone(self, talk: Talk) -> None:
        sent = await talk.send(Text(text="never mind"))
        for _ in range(2):
            await talk.engine.delete(sent.message_id, for_everyone=True)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {"type": "revoked"}

    async def test_own_deletion_is_reported_once(self, talk: Talk) -> None:
        sent = await talk.send(Text(text="never mind"))
        await talk.engine.delete(sent.message_id, for_everyone=True)
        assert (await talk.told(MessageRevoked, sent.message_id)).chat_id == talk.chat

    async def test_message_of_the_peer_cannot_be_deleted_for_everyone(self, talk: Talk) -> None:
        message = await talk.says("it stays")
        with pytest.raises(SendFailedError):
            await talk.engine.delete(message.id, for_everyone=True)
        assert (await talk.on_peers_phone()).text == "it stays"
        assert (await talk.on_own_phone(message.key)).text == "it stays"

    async def test_message_deleted_here_stays_on_the_peers_phone(self, talk: Talk) -> None:
        message = await talk.says("read and forget")
        await talk.engine.delete(message.id, for_everyone=False)
        assert list(await talk.world.messages(talk.phone, talk.peer)) == []
        assert (await talk.on_peers_phone()).text == "read and forget"

    async def test_star_is_on_the_own_phone_alone(self, talk: Talk) -> None:
        message = await talk.says("remember")
        for starred in (True, True, False, True):
            await talk.engine.star(message.id, starred=starred)
        assert (await talk.on_own_phone(message.key)).is_starred
        assert not (await talk.on_peers_phone()).is_starred

    async def test_star_is_taken_away(self, talk: Talk) -> None:
        sent = await talk.send(Text(text="remember"))
        await talk.engine.star(sent.message_id)
        await talk.engine.star(sent.message_id, starred=False)
        assert not (await talk.on_own_phone(key_of(sent.message_id))).is_starred

    @pytest.mark.parametrize("action", ["react", "edit", "delete", "withdraw", "star"])
    async def test_unknown_message_is_not_found(self, talk: Talk, action: str) -> None:
        await talk.says("something known")
        unknown = MessageId(f"true_{talk.chat}_{_UNKNOWN}")
        with pytest.raises(MessageNotFoundError):
            await _act(talk, action, unknown)

    async def test_text_is_forwarded_under_the_chosen_id(self, talk: Talk) -> None:
        message = await talk.says("pass it on ☀")
        other = await talk.another()
        sent = await talk.send(Forward(message_id=message.id), to=ChatId(f"{other}@c.us"))
        (arrived,) = await talk.world.messages(other, talk.phone)
        assert sent.message_id == f"true_{other}@c.us_{arrived.key}"
        assert view_of(arrived) == PLAIN | {"text": "pass it on ☀", "forwarded": True}

    async def test_file_is_forwarded_byte_for_byte(self, talk: Talk) -> None:
        talk.engine.needs(Capability.FORWARD)
        picture = talk.file(MediaKind.IMAGE, caption="the sea")
        sent = await talk.send(picture)
        await talk.send(Forward(message_id=sent.message_id, type="image", body="the sea"))
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "image",
            "text": "the sea",
            "forwarded": True,
            "file": file_view(picture.file),
        }

    async def test_location_is_forwarded(self, talk: Talk) -> None:
        talk.engine.needs(Capability.FORWARD)
        sent = await talk.send(Location(latitude=1.5, longitude=2.5, description="here"))
        await talk.send(Forward(message_id=sent.message_id, type="location", body="here"))
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "location",
            "text": "here",
            "location": (1.5, 2.5),
            "forwarded": True,
        }


async def _act(talk: Talk, action: str, message_id: MessageId) -> None:
    match action:
        case "react":
            await talk.engine.react(message_id, "👍")
        case "edit":
            await talk.engine.edit(message_id, "?")
        case "star":
            await talk.engine.star(message_id)
        case _:
            await talk.engine.delete(message_id, for_everyone=action == "withdraw")
