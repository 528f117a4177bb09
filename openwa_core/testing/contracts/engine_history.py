"""The history of a chat with every kind of message in it."""

from __future__ import annotations

from dataclasses import replace

from openwa_core.testing.contracts.engine_receiving import settled
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.models.content import Location, MediaKind, Text
from openwa_hookspecs.models.ids import MessageId, key_of
from openwa_hookspecs.models.messages import MediaFacts, Message

__all__ = ["EngineHistory"]


class EngineHistory:
    async def test_page_before_page_leads_through_the_whole_chat(self, talk: Talk) -> None:
        talk.engine.needs(Capability.HISTORY)
        written = [await talk.world.sends(talk.peer, talk.phone, f"text {n}") for n in range(7)]
        await talk.reported(written[-1])
        found: list[str] = []
        before: MessageId | None = None
        while page := await talk.engine.history(talk.chat, limit=3, before=before):
            assert len(page) <= 3
            found += [message.key for message in page]
            before = page[-1].id
        assert found == written[::-1]

    async def test_message_in_the_history_is_the_one_that_was_reported(self, talk: Talk) -> None:
        talk.engine.needs(Capability.HISTORY, Capability.MEDIA)
        world = talk.world
        question = await talk.says("where?")
        keys = [
            await world.sends_sample(talk.peer, talk.phone, "image", caption="here"),
            await world.sends_location(talk.peer, talk.phone, 1.5, 2.5, "there"),
            await world.sends_contacts(talk.peer, talk.phone, [("Dewi", "628111222333")]),
            await world.sends_poll(talk.peer, talk.phone, "Where?", ["a", "b"], selectable=1),
            await world.sends(talk.peer, talk.phone, "or here", quoted=question.key),
            await world.sends_sample(talk.peer, talk.phone, "document"),
        ]
        reported = [question, *[await talk.reported(key) for key in keys]]
        listed = await talk.engine.history(talk.chat)
        assert [settled(message) for message in listed] == [settled(one) for one in reversed(reported)]

    async def test_files_of_ours_have_their_facts(self, talk: Talk) -> None:
        paper = talk.file(MediaKind.DOCUMENT, filename="report.pdf", caption="as promised")
        sent = await talk.send(paper)
        (listed,) = await talk.engine.history(talk.chat)
        assert _aside_from_ack(listed) == _own(
            talk,
            sent.message_id,
            sent.wa_timestamp,
            type="document",
            body="as promised",
            has_media=True,
            media=MediaFacts(mimetype="application/pdf", filename="report.pdf", size=paper.file.size),
        )

    async def test_place_of_ours_has_its_coordinates(self, talk: Talk) -> None:
        place = Location(latitude=1.5, longitude=2.5, description="here")
        sent = await talk.send(place)
        (listed,) = await talk.engine.history(talk.chat)
        assert _aside_from_ack(listed) == _own(
            talk, sent.message_id, sent.wa_timestamp, type="location", body="here", location=place
        )

    async def test_edited_text_is_there_as_it_is_now(self, talk: Talk) -> None:
        sent = await talk.send(Text(text="nine"))
        await talk.engine.edit(sent.message_id, "ten")
        (listed,) = await talk.engine.history(talk.chat)
        assert (listed.body, listed.is_edited) == ("ten", True)

    async def test_message_deleted_for_everyone_is_there_without_what_it_said(self, talk: Talk) -> None:
        sent = await talk.send(talk.file(MediaKind.IMAGE, caption="never mind"))
        await talk.engine.delete(sent.message_id, for_everyone=True)
        (listed,) = await talk.engine.history(talk.chat)
        assert _aside_from_ack(listed) == _own(talk, sent.message_id, sent.wa_timestamp, type="revoked")

    async def test_message_deleted_here_is_not_there(self, talk: Talk) -> None:
        kept = await talk.says("keep this")
        lost = await talk.says("but not that")
        await talk.engine.delete(lost.id, for_everyone=False)
        assert [message.key for message in await talk.engine.history(talk.chat)] == [kept.key]

    async def test_what_happened_to_a_group_is_no_message(self, talk: Talk) -> None:
        talk.engine.needs(Capability.HISTORY, Capability.GROUPS)
        made = await talk.engine.create_group("Quiet", talk.chat)
        group = made.group.id
        sent = await talk.send(Text(text="only this"), to=group)
        await talk.engine.set_group_subject(group, "Quieter")
        listed = await talk.engine.history(group, limit=2)
        assert [message.key for message in listed] == [key_of(sent.message_id)]

    async def test_messages_from_before_the_link_are_there(self, talk: Talk) -> None:
        """A chat that began without us: the account's phone wrote and read in it."""
        talk.engine.needs(Capability.HISTORY)
        first = await talk.world.sends(talk.phone, talk.peer, "on the phone")
        second = await talk.world.sends(talk.peer, talk.phone, "and back")
        await talk.reported(second)
        listed = await talk.engine.history(talk.chat)
        assert [message.key for message in listed] == [second, first]


def _own(talk: Talk, message_id: MessageId, wa_timestamp: int, **facts: object) -> Message:
    plain = Message(
        id=message_id,
        chat_id=talk.chat,
        sender=talk.me,
        recipient=talk.chat,
        from_me=True,
        type="chat",
        body="",
        wa_timestamp=wa_timestamp,
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def _aside_from_ack(message: Message) -> Message:
    return replace(settled(message), ack=None)
