"""Every kind of message on its way in: what an engine reports of it, member by member."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from openwa_core.testing.contracts.engine_samples import stored_sample
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.models.content import ContactCard, Location, MediaKind, Poll
from openwa_hookspecs.models.ids import MessageId
from openwa_hookspecs.models.messages import Ack, MediaFacts, Message

__all__ = ["EngineReceiving", "settled"]


class EngineReceiving:
    async def test_text_is_reported_with_all_its_members(self, talk: Talk) -> None:
        key = await talk.world.sends(talk.peer, talk.phone, "hello ☀\nthere")
        assert settled(await talk.reported(key)) == await talk.incoming(key, body="hello ☀\nthere")

    async def test_quote_is_reported_with_all_its_members(self, talk: Talk) -> None:
        question = await talk.says("who is coming?")
        key = await talk.world.sends(talk.peer, talk.phone, "I am", quoted=question.key)
        expected = await talk.incoming(key, body="I am", quoted_message_id=question.id)
        assert settled(await talk.reported(key)) == expected

    async def test_name_in_the_address_book_is_reported(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        await talk.world.names(talk.phone, talk.peer, "Ben from work")
        key = await talk.world.sends(talk.peer, talk.phone, "hi")
        expected = await talk.incoming(key, body="hi", contact_name="Ben from work")
        assert settled(await talk.reported(key)) == expected

    @pytest.mark.parametrize(
        ("kind", "caption", "filename", "seconds"),
        [
            ("image", "the sea 🌊", None, None),
            ("image", "", None, None),
            ("video", "a wave", None, 1.0),
            ("audio", "", None, 1.0),
            ("document", "as promised", "Report, März.pdf", None),
            ("sticker", "", None, None),
        ],
    )
    async def test_file_is_reported_with_all_its_members(
        self, talk: Talk, kind: str, caption: str, filename: str | None, seconds: float | None
    ) -> None:
        talk.engine.needs(Capability.MEDIA)
        file = stored_sample(MediaKind(kind), talk.folder)
        key = await talk.world.sends_file(
            talk.peer,
            talk.phone,
            file.path or Path(),
            kind=kind,
            mimetype=file.mimetype,
            filename=filename,
            caption=caption,
            seconds=seconds,
        )
        facts = MediaFacts(mimetype=file.mimetype, filename=filename, size=file.size, duration_s=seconds)
        expected = await talk.incoming(key, type=kind, body=caption, has_media=True, media=facts)
        assert settled(await talk.reported(key)) == expected

    async def test_voice_note_is_reported_with_all_its_members(self, talk: Talk) -> None:
        talk.engine.needs(Capability.MEDIA)
        file = stored_sample(MediaKind.AUDIO, talk.folder)
        assert file.path is not None
        key = await talk.world.sends_file(
            talk.peer, talk.phone, file.path, kind="ptt", mimetype=file.mimetype, seconds=1.0
        )
        facts = MediaFacts(mimetype=file.mimetype, size=file.size, duration_s=1.0)
        expected = await talk.incoming(key, type="ptt", has_media=True, media=facts)
        assert settled(await talk.reported(key)) == expected

    async def test_location_is_reported_with_all_its_members(self, talk: Talk) -> None:
        talk.engine.needs(Capability.SEND_LOCATION)
        key = await talk.world.sends_location(talk.peer, talk.phone, -6.175392, 106.827153, "Monas")
        place = Location(latitude=-6.175392, longitude=106.827153, description="Monas")
        expected = await talk.incoming(key, type="location", body="Monas", location=place)
        assert settled(await talk.reported(key)) == expected

    async def test_contact_card_is_reported_with_all_its_members(self, talk: Talk) -> None:
        talk.engine.needs(Capability.SEND_CONTACT)
        card = ("Dewi; Sari, Ltd", "628111222333")
        key = await talk.world.sends_contacts(talk.peer, talk.phone, [card])
        cards = (ContactCard(name=card[0], phone=card[1]),)
        expected = await talk.incoming(key, type="vcard", body=card[0], contact_cards=cards)
        assert settled(await talk.reported(key)) == expected

    async def test_several_contact_cards_are_reported_with_all_their_members(self, talk: Talk) -> None:
        talk.engine.needs(Capability.SEND_CONTACT)
        people = [("Dewi", "628111222333"), ("Eko", "628111222444")]
        key = await talk.world.sends_contacts(talk.peer, talk.phone, people)
        cards = tuple(ContactCard(name=name, phone=phone) for name, phone in people)
        expected = await talk.incoming(key, type="multi_vcard", body="Dewi", contact_cards=cards)
        assert settled(await talk.reported(key)) == expected

    async def test_poll_is_reported_with_all_its_members(self, talk: Talk) -> None:
        talk.engine.needs(Capability.SEND_POLL)
        options = ("Bogor", "Bandung", "Depok")
        key = await talk.world.sends_poll(talk.peer, talk.phone, "Where to?", options, selectable=0)
        poll = Poll(question="Where to?", options=options, selectable=0)
        expected = await talk.incoming(key, type="poll_creation", body="Where to?", poll=poll)
        assert settled(await talk.reported(key)) == expected

    async def test_forward_is_reported_with_all_its_members(self, talk: Talk) -> None:
        talk.engine.needs(Capability.FORWARD)
        first = await talk.world.sends(talk.peer, talk.phone, "pass it on")
        key = await talk.world.forwards(talk.peer, talk.phone, first, talk.phone)
        expected = await talk.incoming(key, body="pass it on", is_forwarded=True)
        assert settled(await talk.reported(key)) == expected

    async def test_text_typed_on_the_phone_is_reported_with_all_its_members(self, talk: Talk) -> None:
        key = await talk.world.sends(talk.phone, talk.peer, "typed by thumb")
        reported = await talk.reported(key)
        assert reported.ack in {Ack.SENT, Ack.DELIVERED}
        assert settled(reported) == Message(
            id=MessageId(f"true_{talk.chat}_{key}"),
            chat_id=talk.chat,
            sender=talk.me,
            recipient=talk.chat,
            from_me=True,
            type="chat",
            body="typed by thumb",
            wa_timestamp=(await talk.on_own_phone(key)).at,
            ack=reported.ack,
        )

    async def test_message_that_comes_unreadable_is_reported_once_with_its_text(self, talk: Talk) -> None:
        await talk.world.gets_ciphertext_first(talk.phone, 0.5)
        key = await talk.world.sends(talk.peer, talk.phone, "sealed")
        await talk.world.behaves(talk.phone)
        assert settled(await talk.reported(key)) == await talk.incoming(key, body="sealed")
        await talk.catch_up()
        assert talk.session.watcher.count_of(key) == 1

    async def test_message_of_somebody_blocked_is_not_reported(self, talk: Talk) -> None:
        await talk.says("hello")
        await talk.world.blocks(talk.phone, talk.peer)
        unheard = await talk.world.sends(talk.peer, talk.phone, "do you hear me?")
        await talk.world.blocks(talk.phone, talk.peer, blocked=False)
        await talk.catch_up()
        assert talk.session.watcher.count_of(unheard) == 0


def settled(message: Message) -> Message:
    """In a chat that goes by the number, an engine may know the LID or not."""
    return message if message.chat_id.endswith("@lid") else replace(message, lid=None)
