"""What is known of messages' files, and what messages show besides their text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from openwa_core.testing.contracts.storage.outgoing import FAILED, end
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
    sent,
)
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    Location,
    MediaKind,
    Poll,
    StoredFile,
)
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.media import MediaRow
from openwa_hookspecs.models.messages import MediaFacts, MediaState, Message, OutboundMessage, OutgoingRow
from openwa_hookspecs.models.sent import as_sent
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_hookspecs.storage import SendEnd, Storage

__all__ = ["MediaRowsContract"]

_FACTS: Final = MediaFacts(mimetype="image/png", filename="ü ☂.png", size=2**40, duration_s=1.5)
_ME: Final = ChatId("628111111111@c.us")
_FILE: Final = StoredFile(name="f1.pdf", mimetype="application/pdf", size=7, digest="a" * 64)
_DOCUMENT: Final = Attachment(kind=MediaKind.DOCUMENT, source=_FILE, filename="r.pdf", caption="see")


def _picture(number: int = 1, **members: Any) -> Message:  # noqa: ANN401 - any members of a message
    members = {"type": "image", "has_media": True, "media": _FACTS, **members}
    return an_incoming(number, **members)


def _sending(session: SessionRecord, content: Content, number: int = 1) -> OutgoingRow:
    return an_outgoing(session, number, message=OutboundMessage(chat_id=CHAT, content=content))


class MediaRowsContract:
    """`MediaRepository`, and the parts of messages that are no text."""

    @pytest.fixture
    async def session(self, storage: Storage) -> SessionRecord:
        """A session of epoch 1."""
        return await add_session(storage, phone_number="628111111111")

    @pytest.mark.parametrize(
        "members",
        [
            {"type": "location", "location": Location(latitude=-6.2088, longitude=106.8456, description="ü")},
            {"type": "location", "location": Location(latitude=0.0, longitude=-180.0)},
            {
                "type": "vcard",
                "contact_cards": (ContactCard(name="A", phone="1"), ContactCard(name="☂", phone="2")),
            },
            {"type": "poll_creation", "poll": Poll(question="Tea?", options=("yes", "no"), selectable=0)},
            {"is_forwarded": True},
            {"is_edited": True, "contact_name": "Ñandú"},
            {"type": "ptt", "has_media": True, "media": _FACTS, "is_forwarded": True},
            {"type": "sticker", "has_media": True, "media": MediaFacts(mimetype="image/webp")},
            {"type": "image", "has_media": True},
        ],
        ids="+".join,
    )
    @pytest.mark.parametrize("make", [an_incoming, an_own])
    async def test_message_shows_all_that_was_seen_of_it(
        self,
        storage: Storage,
        session: SessionRecord,
        make: Callable[..., Message],
        members: dict[str, Any],
    ) -> None:
        message = make(**members)
        assert await storage.messages.record(session.id, epoch=1, message=message, events=[])
        assert await storage.messages.get(session.id, message.id) == message
        assert list(await storage.messages.history(session.id, [CHAT], limit=9, before=None)) == [message]

    @pytest.mark.parametrize(
        "content",
        [
            _DOCUMENT,
            Attachment(
                kind=MediaKind.AUDIO, source=replace(_FILE, duration_s=2.5, waveform=b"\x01\x64"), ptt=True
            ),
            Location(latitude=1.5, longitude=2.5, description="here"),
            ContactCard(name="John", phone="628987654321"),
            Poll(question="Tea?", options=("yes", "no")),
            Forward(message_id=MessageId("false_x_y"), type="image", body="look"),
            Forward(message_id=MessageId("false_x_y")),
        ],
        ids=lambda content: type(content).__name__,
    )
    async def test_sent_message_of_each_kind_shows_its_content(
        self, storage: Storage, session: SessionRecord, content: Content
    ) -> None:
        row = _sending(session, content)
        await storage.messages.add_outgoing(row, [])
        ended = sent(row)
        await end(storage, row, ended)
        assert ended.sent is not None
        wanted = as_sent(row.message, ended.sent, sender=_ME)
        assert await storage.messages.get(session.id, row.message_id) == wanted
        assert list(await storage.messages.history(session.id, [CHAT], limit=9, before=None)) == [wanted]

    async def test_row_comes_with_the_message_and_with_nothing_else(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        message = _picture()
        record = storage.messages.record
        assert await record(session.id, epoch=1, message=message, events=[], fetch_at=NOW)
        wanted = MediaRow(
            session_id=session.id, message_id=message.id, chat_id=CHAT, facts=_FACTS, due_at=NOW
        )
        assert await storage.media.get(session.id, message.id) == wanted
        for other in (an_incoming(2), an_incoming(3, has_media=True)):
            assert await record(session.id, epoch=1, message=other, events=[], fetch_at=NOW)
            assert await storage.media.get(session.id, other.id) is None
        assert await storage.media.get(SessionId("sess_other"), message.id) is None

    async def test_second_sight_leaves_the_row_alone(self, storage: Storage, session: SessionRecord) -> None:
        stored = await _stored(storage, session, _picture())
        assert not await storage.messages.record(
            session.id, epoch=1, message=_picture(), events=[an_event(session.id)], fetch_at=NOW
        )
        assert await storage.media.get(session.id, _picture().id) == stored

    async def test_stale_owner_makes_no_row(self, storage: Storage, session: SessionRecord) -> None:
        await storage.sessions.claim(session.id, owner=OWNER, now=NOW, lease_until=NOW + LEASE)
        assert not await storage.messages.record(session.id, epoch=1, message=_picture(), events=[])
        row = MediaRow(session_id=session.id, message_id=_picture().id, chat_id=CHAT, facts=_FACTS)
        assert not await storage.media.save(row, epoch=1)
        assert await storage.media.get(session.id, _picture().id) is None

    async def test_what_is_saved_is_shown(self, storage: Storage, session: SessionRecord) -> None:
        stored = await _stored(storage, session, _picture())
        shown = await storage.messages.get(session.id, _picture().id)
        assert shown == _picture(media=stored.facts)
        failed = replace(
            stored,
            facts=replace(_FACTS, state=MediaState.FAILED),
            name=None,
            digest=None,
            error="gone",
            attempts=3,
        )
        assert await storage.media.save(failed, epoch=1)
        assert await storage.media.get(session.id, _picture().id) == failed

    async def test_message_without_a_row_gets_one(self, storage: Storage, session: SessionRecord) -> None:
        row = MediaRow(session_id=session.id, message_id=_picture().id, chat_id=CHAT, facts=_FACTS, error="x")
        assert await storage.media.save(row, epoch=1)
        assert await storage.media.get(session.id, _picture().id) == row

    async def test_due_are_those_whose_time_has_come(self, storage: Storage, session: SessionRecord) -> None:
        other = await add_session(storage, "other")
        times = {
            1: timedelta(seconds=-5),
            2: timedelta(0),
            3: timedelta(seconds=1),
            4: None,
            5: timedelta(-1),
        }
        for number, time in times.items():
            at = None if time is None else NOW + time
            owner = other if number == 5 else session
            await storage.messages.record(owner.id, epoch=1, message=_picture(number), events=[], fetch_at=at)
        await _stored(storage, session, _picture(6, wa_timestamp=1), due_at=NOW)

        async def due(*sessions: SessionRecord, limit: int = 9) -> list[MessageId]:
            ids = [each.id for each in sessions]
            return [row.message_id for row in await storage.media.due(ids, now=NOW, limit=limit)]

        assert await due(session) == [_picture(1).id, _picture(2).id]
        assert await due(session, other) == [_picture(5).id, _picture(1).id, _picture(2).id]
        assert await due(session, other, limit=1) == [_picture(5).id]
        assert await due() == []

    async def test_forgotten_files_are_remote_again(self, storage: Storage, session: SessionRecord) -> None:
        await _stored(storage, session, _picture(1), name="one.png")
        kept = await _stored(storage, session, _picture(2), name="two.png")
        await storage.media.forget(["one.png", "unknown.png"])
        await storage.media.forget([])
        row = await storage.media.get(session.id, _picture(1).id)
        assert row is not None
        assert (row.facts.state, row.name, row.digest, row.due_at) == (MediaState.REMOTE, None, None, None)
        assert await storage.media.get(session.id, _picture(2).id) == kept

    async def test_messages_may_share_a_file(self, storage: Storage, session: SessionRecord) -> None:
        for number in range(1, 4):
            assert await storage.messages.add_outgoing(_sending(session, _DOCUMENT, number), [])
        assert await storage.media.needed() == {_FILE.name}
        await storage.media.forget([_FILE.name])
        assert await storage.media.known([_FILE.name]) == frozenset()

    async def test_known_names_are_those_with_a_row(self, storage: Storage, session: SessionRecord) -> None:
        await _stored(storage, session, _picture(1), name="one.png")
        await storage.messages.add_outgoing(_sending(session, _DOCUMENT), [])
        names = [f"n{number}.png" for number in range(1500)]
        assert await storage.media.known([*names, "one.png", _FILE.name]) == {"one.png", _FILE.name}
        assert await storage.media.known([]) == frozenset()

    async def test_files_are_needed_until_the_send_has_ended(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        rows = [
            _sending(session, replace(_DOCUMENT, source=replace(_FILE, name=f"f{number}.pdf")), number)
            for number in range(1, 4)
        ]
        for row in rows:
            await storage.messages.add_outgoing(row, [])
        await _stored(storage, session, _picture(9), name="incoming.png")
        assert await storage.media.needed() == {"f1.pdf", "f2.pdf", "f3.pdf"}
        await end(storage, rows[0], sent(rows[0]))
        await end(storage, rows[1], FAILED)
        assert await storage.media.needed() == {"f3.pdf"}

    async def test_row_of_ours_is_found_under_any_chat(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        row = _sending(session, _DOCUMENT)
        await storage.messages.add_outgoing(row, [])
        elsewhere = MessageId(f"true_12345678901234@lid_{row.key}")
        ended = sent(row)
        assert ended.sent is not None
        moved = SendEnd(state=ended.state, sent=replace(ended.sent, message_id=elsewhere))
        await end(storage, row, moved)
        found = await storage.media.get(session.id, elsewhere)
        assert found is not None
        assert (found.name, found.digest, found.facts.state) == (_FILE.name, _FILE.digest, MediaState.STORED)
        shown = await storage.messages.get(session.id, elsewhere)
        assert shown is not None
        assert shown.media == found.facts

    async def test_rows_go_with_their_session(self, storage: Storage, session: SessionRecord) -> None:
        await _stored(storage, session, _picture(), name="one.png")
        await storage.sessions.remove(session.id, epoch=1, events=[])
        assert await storage.media.get(session.id, _picture().id) is None
        assert await storage.media.known(["one.png"]) == frozenset()

    async def test_rows_are_saved_and_read_at_once(self, storage: Storage, session: SessionRecord) -> None:
        messages = [_picture(number) for number in range(50)]
        await asyncio.gather(*(_stored(storage, session, message) for message in messages))
        history = await storage.messages.history(session.id, [CHAT], limit=99, before=None)
        assert {message.media.state for message in history if message.media} == {MediaState.STORED}
        assert len(history) == 50
        assert not await storage.messages.history(session.id, [OTHER_CHAT], limit=9, before=None)


async def _stored(
    storage: Storage,
    session: SessionRecord,
    message: Message,
    **members: Any,  # noqa: ANN401
) -> MediaRow:
    """A message whose file the gateway has."""
    await storage.messages.record(session.id, epoch=session.epoch, message=message, events=[])
    row = MediaRow(
        session_id=session.id,
        message_id=message.id,
        chat_id=message.chat_id,
        facts=replace(_FACTS, state=MediaState.STORED),
        name=f"{message.key}.png",
        digest="b" * 64,
    )
    row = replace(row, **members)
    assert await storage.media.save(row, epoch=session.epoch)
    return row
