"""What happens to stored messages: edits, revocations, reactions; and who is who."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from openwa_core.testing.contracts.storage.samples import (
    CHAT,
    LEASE,
    NOW,
    OTHER_CHAT,
    OWNER,
    add_session,
    an_event,
    an_incoming,
    an_outgoing,
    an_own,
    events_of,
    sent,
)
from openwa_hookspecs.models.content import Location
from openwa_hookspecs.models.events import MessageEdited, ReactionSeen
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.models.messages import MediaFacts, MediaState, Message, Reaction
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_hookspecs.storage import Storage

__all__ = ["AmendmentsContract"]

_LID = ChatId("12345678901234@lid")
_LATER = 1_770_000_100


def _edited(message: Message, body: str, at: int = _LATER) -> MessageEdited:
    return MessageEdited(message_id=message.id, chat_id=CHAT, body=body, wa_timestamp=at)


def _reaction(emoji: str, at: int = _LATER, sender: ChatId = CHAT) -> ReactionSeen:
    return ReactionSeen(
        message_id=an_incoming().id, chat_id=CHAT, sender=sender, emoji=emoji, wa_timestamp=at
    )


async def _stored(storage: Storage, session: SessionRecord, *messages: Message) -> None:
    for message in messages:
        assert await storage.messages.record(session.id, epoch=1, message=message, events=[])


class AmendmentsContract:
    """`MessageRepository.edit`, `revoke`, `react`, `note` and
    `forget_notices`, and `IdentityRepository`."""

    @pytest.mark.parametrize("message", [an_incoming(), an_own()], ids=["incoming", "own"])
    async def test_edit_changes_the_text_once(self, storage: Storage, message: Message) -> None:
        session = await add_session(storage)
        await _stored(storage, session, message)
        edit, event = _edited(message, "better ☂"), an_event(session.id)
        assert await storage.messages.edit(session.id, edit, epoch=1, events=[event])
        assert not await storage.messages.edit(session.id, edit, epoch=1, events=[an_event(session.id)])
        shown = await storage.messages.get(session.id, message.id)
        assert shown == replace(message, body="better ☂", is_edited=True)
        assert await events_of(storage) == [event.id]

    async def test_earlier_edit_does_not_undo_a_later_one(self, storage: Storage) -> None:
        session = await add_session(storage)
        await _stored(storage, session, an_incoming())
        assert await storage.messages.edit(session.id, _edited(an_incoming(), "2nd"), epoch=1, events=[])
        early = _edited(an_incoming(), "1st", _LATER - 1)
        assert not await storage.messages.edit(session.id, early, epoch=1, events=[])
        same_second = _edited(an_incoming(), "3rd")
        assert await storage.messages.edit(session.id, same_second, epoch=1, events=[])

    async def test_own_message_is_edited_under_any_chat(self, storage: Storage) -> None:
        session = await add_session(storage)
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [])
        await storage.messages.end_outgoing(session.id, row.key, epoch=1, end=sent(row), events=[])
        elsewhere = MessageId(f"true_{_LID}_{row.key}")
        edit = MessageEdited(message_id=elsewhere, chat_id=CHAT, body="new", wa_timestamp=_LATER)
        assert await storage.messages.edit(session.id, edit, epoch=1, events=[])
        shown = await storage.messages.get(session.id, row.message_id)
        assert shown is not None
        assert (shown.body, shown.is_edited) == ("new", True)

    async def test_revoked_message_shows_nothing_of_what_it_was(self, storage: Storage) -> None:
        session = await add_session(storage)
        rich = an_incoming(
            type="image",
            has_media=True,
            media=MediaFacts(mimetype="image/jpeg"),
            location=Location(latitude=1, longitude=2),
            quoted_message_id=an_own().id,
            mentioned_ids=(OTHER_CHAT,),
            is_forwarded=True,
        )
        await _stored(storage, session, rich)
        event = an_event(session.id)
        assert await storage.messages.revoke(session.id, rich.id, epoch=1, events=[event])
        assert not await storage.messages.revoke(session.id, rich.id, epoch=1, events=[an_event(session.id)])
        assert await storage.messages.get(session.id, rich.id) == an_incoming(type="revoked", body="")
        assert await storage.media.get(session.id, rich.id) is None
        assert await events_of(storage) == [event.id]
        late = _edited(rich, "back again")
        assert not await storage.messages.edit(session.id, late, epoch=1, events=[])

    @pytest.mark.parametrize("make", [an_incoming, an_own])
    async def test_file_that_comes_after_the_revocation_is_not_kept(
        self, storage: Storage, make: Callable[..., Message]
    ) -> None:
        session = await add_session(storage)
        facts = MediaFacts(mimetype="image/jpeg")
        picture = make(type="image", has_media=True, media=facts)
        await _stored(storage, session, picture)
        row = await storage.media.get(session.id, picture.id)
        assert row is not None
        assert await storage.messages.revoke(session.id, picture.id, epoch=1, events=[])
        late = replace(row, facts=replace(facts, state=MediaState.STORED), name="late.jpg")
        assert not await storage.media.save(late, epoch=1)
        assert await storage.media.get(session.id, picture.id) is None
        assert await storage.media.known(["late.jpg"]) == frozenset()

    async def test_unknown_messages_and_stale_owners_change_nothing(self, storage: Storage) -> None:
        session = await add_session(storage)
        await _stored(storage, session, an_incoming())
        messages, event = storage.messages, an_event(session.id)
        unknown = an_incoming(9)
        assert not await messages.edit(session.id, _edited(unknown, "x"), epoch=1, events=[event])
        assert not await messages.revoke(session.id, unknown.id, epoch=1, events=[event])
        await storage.sessions.claim(session.id, owner=OWNER, now=NOW, lease_until=NOW + LEASE)
        assert not await messages.edit(session.id, _edited(an_incoming(), "x"), epoch=1, events=[event])
        assert not await messages.revoke(session.id, an_incoming().id, epoch=1, events=[event])
        assert not await messages.react(session.id, _reaction("👍"), epoch=1, events=[event])
        assert await storage.messages.get(session.id, an_incoming().id) == an_incoming()
        assert await events_of(storage) == []

    async def test_reaction_is_shown_replaced_and_taken_back(self, storage: Storage) -> None:
        session = await add_session(storage)
        await _stored(storage, session, an_incoming())

        async def react(reaction: ReactionSeen) -> bool:
            return await storage.messages.react(session.id, reaction, epoch=1, events=[])

        assert await react(_reaction("👍"))
        assert not await react(_reaction("👍"))
        assert await react(_reaction("❤️", _LATER + 1, OTHER_CHAT))
        shown = await storage.messages.get(session.id, an_incoming().id)
        assert shown is not None
        assert shown.reactions == (
            Reaction(sender=CHAT, emoji="👍", wa_timestamp=_LATER),
            Reaction(sender=OTHER_CHAT, emoji="❤️", wa_timestamp=_LATER + 1),
        )
        assert await react(_reaction("", _LATER + 2))
        assert not await react(_reaction("👎", _LATER + 1))
        [listed] = await storage.messages.history(session.id, [CHAT], limit=9, before=None)
        assert [one.sender for one in listed.reactions] == [OTHER_CHAT]

    async def test_reaction_that_was_never_there_is_not_taken_back(self, storage: Storage) -> None:
        session = await add_session(storage)
        event = an_event(session.id)
        assert not await storage.messages.react(session.id, _reaction(""), epoch=1, events=[event])
        assert await events_of(storage) == []

    async def test_reactions_are_kept_of_messages_that_are_not_there(self, storage: Storage) -> None:
        session, other = await add_session(storage), await add_session(storage, "other")
        absent, bare = MessageId("false_628111@c.us_3EB0AA"), MessageId("false_628111@c.us_3EB0BB")
        for sender, at in ((_LID, 2), (CHAT, 1)):
            seen = replace(_reaction("👍"), message_id=absent, sender=sender, wa_timestamp=at)
            assert await storage.messages.react(session.id, seen, epoch=1, events=[])
        back = replace(_reaction("👍"), message_id=bare)
        assert await storage.messages.react(session.id, back, epoch=1, events=[])
        assert await storage.messages.react(session.id, replace(back, emoji=""), epoch=1, events=[])
        found = await storage.messages.reactions(session.id, [absent, bare])
        assert {one: [each.sender for each in all_] for one, all_ in found.items()} == {absent: [CHAT, _LID]}
        assert await storage.messages.reactions(session.id, []) == {}
        assert await storage.messages.reactions(other.id, [absent]) == {}

    async def test_notice_is_noted_once_with_its_events_and_is_no_message(self, storage: Storage) -> None:
        session, other = await add_session(storage), await add_session(storage, "other")
        notice, note = MessageId("false_120363000000000001@g.us_3EB0AA_628111@c.us"), storage.messages.note
        first = [an_event(session.id), an_event(session.id)]
        assert not await note(session.id, notice, epoch=0, events=[an_event(session.id)])
        assert await note(session.id, notice, epoch=1, events=first)
        assert not await note(session.id, notice, epoch=1, events=[an_event(session.id)])
        assert await note(session.id, MessageId(f"{notice}x"), epoch=1, events=[])
        assert await note(other.id, notice, epoch=1, events=[])
        assert await events_of(storage) == [event.id for event in first]
        assert await storage.messages.get(session.id, notice) is None
        await storage.sessions.remove(other.id, epoch=1, events=[])
        again = await add_session(storage, "other")
        assert await note(again.id, notice, epoch=1, events=[])

    async def test_newest_notices_of_each_session_are_remembered(self, storage: Storage) -> None:
        session, other = await add_session(storage), await add_session(storage, "other")
        notices = [MessageId(f"false_120363000000000001@g.us_3EB0A{number}") for number in range(5)]
        for notice in notices:
            assert await storage.messages.note(session.id, notice, epoch=1, events=[])
        assert await storage.messages.note(other.id, notices[0], epoch=1, events=[])
        assert await storage.messages.forget_notices(keep=5) == 0
        assert await storage.messages.forget_notices(keep=2) == 3
        again = [await storage.messages.note(session.id, one, epoch=1, events=[]) for one in notices]
        assert again == [True, True, True, False, False]
        assert not await storage.messages.note(other.id, notices[0], epoch=1, events=[])

    async def test_history_of_a_chat_with_two_names_is_one(self, storage: Storage) -> None:
        session = await add_session(storage)
        mixed = [an_incoming(number, chat_id=_LID if number % 2 else CHAT) for number in range(1, 7)]
        await _stored(storage, session, *mixed)

        async def page(before: MessageId | None) -> list[MessageId]:
            found = await storage.messages.history(session.id, [CHAT, _LID], limit=4, before=before)
            return [message.id for message in found]

        newest_first = [message.id for message in reversed(mixed)]
        assert await page(None) == newest_first[:4]
        assert await page(newest_first[3]) == newest_first[4:]

    async def test_pairs_come_back_the_newest_last(self, storage: Storage) -> None:
        session, other = await add_session(storage), await add_session(storage, "other")
        second = ChatId("99999999999999@lid")
        identities = storage.identities
        assert await identities.learn(session.id, [(_LID, CHAT), (second, CHAT)], epoch=1, at=NOW)
        later = NOW + timedelta(seconds=1)
        assert await identities.learn(session.id, [(_LID, OTHER_CHAT)], epoch=1, at=later)
        assert not await identities.learn(session.id, [(_LID, CHAT)], epoch=0, at=later)
        assert list(await identities.all(session.id)) == [(second, CHAT), (_LID, OTHER_CHAT)]
        assert list(await identities.all(other.id)) == []
        await storage.sessions.remove(session.id, epoch=1, events=[])
        assert list(await identities.all(session.id)) == []
