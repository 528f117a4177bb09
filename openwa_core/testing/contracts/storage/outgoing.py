"""The send queue of record: each step is taken once, by the owner, with its events."""

from __future__ import annotations

import asyncio

import pytest

from openwa_core.testing.contracts.storage.samples import (
    CHAT,
    LEASE,
    NOW,
    OTHER_CHAT,
    OWNER,
    add_session,
    an_event,
    an_outgoing,
    events_of,
    sent,
)
from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import Ack, MessageState, OutboundMessage, OutgoingRow, SentMessage
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_hookspecs.storage import SendEnd, Storage

__all__ = ["FAILED", "UNKNOWN", "OutgoingContract", "end"]

FAILED = SendEnd(
    state=MessageState.FAILED, error_code=ErrorCode.MESSAGE_BLOCKED_CONTACT, error_message="blocked • 拒绝"
)
_CANCELLED = SendEnd(state=MessageState.CANCELLED)
UNKNOWN = SendEnd(state=MessageState.UNKNOWN, error_code=ErrorCode.MESSAGE_SEND_FAILED, error_message="lost")
_EVERY_PLANE = (
    "NBSP\u00a0 \u0001\u001f\u007f\ufffd\uffff \U0001f1ee\U0001f1e9 \U0010ffff ' \" \\ %s $1 ?1 {rows}\r\n\t"
)


async def _state_of(storage: Storage, row: OutgoingRow) -> MessageState:
    """The state in the store."""
    found = await storage.messages.outgoing(row.session_id, row.key)
    assert found is not None
    return found.state


async def end(storage: Storage, row: OutgoingRow, how: SendEnd, *, epoch: int = 1) -> bool:
    """End the send, without events."""
    return await storage.messages.end_outgoing(row.session_id, row.key, epoch=epoch, end=how, events=[])


class OutgoingContract:
    """`MessageRepository`, the messages of ours."""

    @pytest.fixture
    async def session(self, storage: Storage) -> SessionRecord:
        """A session of epoch 1."""
        return await add_session(storage, phone_number="628111111111")

    @pytest.mark.parametrize("state", [MessageState.ACCEPTED, MessageState.SENDING])
    async def test_row_comes_back_as_it_was_added(
        self, storage: Storage, session: SessionRecord, state: MessageState
    ) -> None:
        message = OutboundMessage(
            chat_id=CHAT,
            content=Text(text=_EVERY_PLANE),
            quoted_message_id=MessageId(f"false_{CHAT}_3A00"),
            mentioned_ids=(OTHER_CHAT, CHAT),
        )
        row = an_outgoing(session, message=message, state=state, attempts=int(state is MessageState.SENDING))
        event = an_event(session.id)
        assert await storage.messages.add_outgoing(row, [event])
        assert await storage.messages.outgoing(session.id, row.key) == row
        assert await events_of(storage) == [event.id]

    async def test_longest_text_comes_back(self, storage: Storage, session: SessionRecord) -> None:
        text = "\U0001f600" * 65_536
        row = an_outgoing(session, message=OutboundMessage(chat_id=CHAT, content=Text(text=text)))
        await storage.messages.add_outgoing(row, [])
        assert await storage.messages.outgoing(session.id, row.key) == row

    async def test_row_of_an_unknown_session_is_not_stored(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        nobody = SessionId("sess_nobody")
        row = an_outgoing(session, session_id=nobody)
        assert not await storage.messages.add_outgoing(row, [an_event(nobody)])
        assert await events_of(storage) == []

    async def test_unknown_key_is_none(self, storage: Storage, session: SessionRecord) -> None:
        assert await storage.messages.outgoing(session.id, MessageKey("3EB0")) is None

    async def test_claim_counts_the_attempts(self, storage: Storage, session: SessionRecord) -> None:
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [])
        for attempt in (1, 2):
            assert await storage.messages.claim_outgoing(session.id, row.key, epoch=1)
            claimed = await storage.messages.outgoing(session.id, row.key)
            assert claimed is not None
            assert (claimed.state, claimed.attempts) == (MessageState.SENDING, attempt)

    async def test_new_owner_claims_under_his_epoch(self, storage: Storage, session: SessionRecord) -> None:
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [])
        await storage.sessions.claim(session.id, owner=OWNER, now=NOW, lease_until=NOW + LEASE)
        assert not await storage.messages.claim_outgoing(session.id, row.key, epoch=1)
        assert await storage.messages.claim_outgoing(session.id, row.key, epoch=2)
        claimed = await storage.messages.outgoing(session.id, row.key)
        assert claimed is not None
        assert (claimed.epoch, claimed.attempts) == (2, 1)

    async def test_what_is_unknown_or_ended_is_not_claimed(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        assert not await storage.messages.claim_outgoing(session.id, MessageKey("3EB0"), epoch=1)
        for number, how in enumerate((FAILED, _CANCELLED, UNKNOWN), 1):
            row = an_outgoing(session, number)
            await storage.messages.add_outgoing(row, [])
            await end(storage, row, how)
            assert not await storage.messages.claim_outgoing(session.id, row.key, epoch=1)
            assert await _state_of(storage, row) is how.state

    async def test_message_of_ours_to_a_group_names_us_as_its_author(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        group = ChatId("120363020202020202@g.us")
        row = an_outgoing(session, message=OutboundMessage(chat_id=group, content=Text(text="all")))
        await storage.messages.add_outgoing(row, [])
        await end(storage, row, sent(row))
        [shown] = await storage.messages.history(session.id, [group], limit=1, before=None)
        assert (shown.sender, shown.author) == ("628111111111@c.us", "628111111111@c.us")

    async def test_sent_row_takes_over_what_the_engine_knows(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        row, event = an_outgoing(session), an_event(session.id)
        await storage.messages.add_outgoing(row, [])
        message = SentMessage(
            message_id=MessageId(f"true_{OTHER_CHAT}_{row.key}"), wa_timestamp=2**40, ack=Ack.DELIVERED
        )
        how = SendEnd(state=MessageState.SENT, sent=message)
        assert await storage.messages.end_outgoing(session.id, row.key, epoch=1, end=how, events=[event])
        assert await events_of(storage) == [event.id]
        ended = await storage.messages.outgoing(session.id, row.key)
        assert ended is not None
        assert (ended.state, ended.message_id) == (MessageState.SENT, message.message_id)
        assert (ended.wa_timestamp, ended.error_code) == (2**40, None)
        stored = await storage.messages.get(session.id, message.message_id)
        assert stored is not None
        assert (stored.ack, stored.wa_timestamp) == (Ack.DELIVERED, 2**40)

    async def test_higher_ack_outlives_the_end_of_the_send(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        row = an_outgoing(session, state=MessageState.SENDING)
        await storage.messages.add_outgoing(row, [])
        await storage.messages.raise_ack(session.id, row.message_id, epoch=1, ack=Ack.READ, events=[])
        await end(storage, row, sent(row))
        stored = await storage.messages.get(session.id, row.message_id)
        assert stored is not None
        assert stored.ack is Ack.READ

    @pytest.mark.parametrize("how", [FAILED, _CANCELLED, UNKNOWN], ids=lambda how: how.state.value)
    async def test_row_that_was_not_sent_says_why(
        self, storage: Storage, session: SessionRecord, how: SendEnd
    ) -> None:
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [])
        assert await end(storage, row, how)
        ended = await storage.messages.outgoing(session.id, row.key)
        assert ended is not None
        assert (ended.state, ended.error_code) == (how.state, how.error_code)
        assert (ended.error_message, ended.message_id) == (how.error_message, row.message_id)

    async def test_end_is_final(self, storage: Storage, session: SessionRecord) -> None:
        for number, first in enumerate((FAILED, _CANCELLED, None), 1):
            row = an_outgoing(session, number)
            await storage.messages.add_outgoing(row, [])
            ending = first or sent(row)
            assert await end(storage, row, ending)
            for second in (FAILED, _CANCELLED, UNKNOWN, sent(row)):
                event = an_event(session.id)
                assert not await storage.messages.end_outgoing(
                    session.id, row.key, epoch=1, end=second, events=[event]
                )
            assert await _state_of(storage, row) is ending.state
        assert await events_of(storage) == []

    async def test_unknown_one_may_turn_up_as_sent_and_as_nothing_else(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [])
        await end(storage, row, UNKNOWN)
        for how in (FAILED, _CANCELLED, UNKNOWN):
            assert not await end(storage, row, how)
        assert await end(storage, row, sent(row))
        found = await storage.messages.outgoing(session.id, row.key)
        assert found is not None
        assert (found.state, found.error_code, found.error_message) == (MessageState.SENT, None, None)

    async def test_row_of_a_stale_owner_is_not_ended(self, storage: Storage, session: SessionRecord) -> None:
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [])
        await storage.sessions.claim(session.id, owner=OWNER, now=NOW, lease_until=NOW + LEASE)
        assert not await storage.messages.end_outgoing(
            session.id, row.key, epoch=1, end=sent(row), events=[an_event(session.id)]
        )
        assert await _state_of(storage, row) is MessageState.ACCEPTED
        assert await events_of(storage) == []
        assert await end(storage, row, sent(row), epoch=2)

    async def test_of_many_ends_at_once_one_counts(self, storage: Storage, session: SessionRecord) -> None:
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [])
        ends = [
            storage.messages.end_outgoing(
                session.id, row.key, epoch=1, end=how, events=[an_event(session.id)]
            )
            for how in (sent(row), FAILED, _CANCELLED) * 5
        ]
        assert sum(await asyncio.gather(*ends)) == 1
        assert len(await events_of(storage)) == 1

    async def test_unsettled_are_the_accepted_and_sending_oldest_first(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        rows = [an_outgoing(session, number) for number in (5, 4, 3, 2, 1)]
        for row in rows:
            await storage.messages.add_outgoing(row, [])
        await storage.messages.claim_outgoing(session.id, rows[1].key, epoch=1)
        for row, how in ((rows[0], sent(rows[0])), (rows[2], FAILED), (rows[3], UNKNOWN)):
            await end(storage, row, how)
        other = await add_session(storage, "other")
        await storage.messages.add_outgoing(an_outgoing(other, 9), [])
        unsettled = await storage.messages.unsettled(session.id)
        assert [row.key for row in unsettled] == [rows[1].key, rows[4].key]
        assert [row.state for row in unsettled] == [MessageState.SENDING, MessageState.ACCEPTED]
