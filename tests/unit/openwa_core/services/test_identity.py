from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from openwa_core.services.identity import IdentityBook
from openwa_core.testing.contracts.storage.samples import an_incoming
from openwa_hookspecs.models.ids import ChatId, SessionId

LID, NUMBER, STRANGER = ChatId("11111111111111@lid"), ChatId("628123@c.us"), ChatId("22222222222222@lid")
GROUP = ChatId("120363020202020202@g.us")


class Stored:
    """Implements `IdentityRepository`; counts how often it is read."""

    reads = 0

    async def learn(
        self, session_id: SessionId, pairs: Sequence[tuple[ChatId, ChatId]], *, epoch: int, at: datetime
    ) -> bool:
        return True

    async def all(self, session_id: SessionId) -> Sequence[tuple[ChatId, ChatId]]:
        self.reads += 1
        return [(LID, NUMBER)]


async def loaded() -> IdentityBook:
    book = IdentityBook(SessionId("sess_1"), Stored())
    await book.load()
    return book


async def test_book_is_read_once() -> None:
    stored = Stored()
    book = IdentityBook(SessionId("sess_1"), stored)
    await book.load()
    await book.load()
    assert stored.reads == 1


async def test_either_id_names_the_person() -> None:
    book = await loaded()
    assert (book.known(LID), book.known(NUMBER), book.known(STRANGER)) == (NUMBER, NUMBER, STRANGER)
    assert (book.lid_of(NUMBER), book.lid_of(LID), book.lid_of(GROUP)) == (LID, LID, None)
    assert book.names_of(LID) == book.names_of(NUMBER) == (NUMBER, LID)
    assert book.names_of(STRANGER) == (STRANGER,)
    assert book.names_of(GROUP) == (GROUP,)


async def test_message_is_shown_with_numbers_where_they_are_known() -> None:
    book = await loaded()
    shown = book.shown(
        an_incoming(chat_id=LID, sender=LID, author=STRANGER, mentioned_ids=(LID, STRANGER), lid=LID)
    )
    assert (shown.chat_id, shown.sender, shown.author) == (NUMBER, NUMBER, STRANGER)
    assert shown.mentioned_ids == (NUMBER, STRANGER)
    assert shown.lid == LID


async def test_lid_is_added_where_it_is_known() -> None:
    assert (await loaded()).shown(an_incoming(chat_id=NUMBER)).lid == LID


async def test_news_are_only_well_formed_pairs_that_are_new() -> None:
    book = await loaded()
    pairs = ((LID, NUMBER), (STRANGER, NUMBER), (NUMBER, LID), (GROUP, NUMBER))
    assert book.unknown(pairs) == [(STRANGER, NUMBER)]
    book.learned([(STRANGER, NUMBER)])
    assert book.unknown(pairs) == []
