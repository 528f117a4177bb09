"""Messages that the engine saw, acks, and history."""

from __future__ import annotations

import asyncio

import pytest

from openwa_core.testing.contracts.storage.outgoing import FAILED, UNKNOWN, end
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
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.models.messages import Ack, Message
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_hookspecs.storage import Storage

__all__ = ["MessagesContract"]

_GROUP = ChatId("628111111111-1600000000@g.us")


async def _record(storage: Storage, session: SessionRecord, *messages: Message) -> None:
    """Record messages that are new, without events."""
    for message in messages:
        assert await storage.messages.record(session.id, epoch=session.epoch, message=message, events=[])


class MessagesContract:
    """`MessageRepository`, what the engine saw."""

    @pytest.fixture
    async def session(self, storage: Storage) -> SessionRecord:
        """A session of epoch 1."""
        return await add_session(storage, phone_number="628111111111")

    async def test_message_comes_back_as_it_was_recorded(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        message = an_incoming(
            id=MessageId(f"false_{_GROUP}_3A01_{CHAT}"),
            chat_id=_GROUP,
            sender=_GROUP,
            author=CHAT,
            type="image",
            body="caption\nü \U0001f600\U0010ffff",
            push_name="Ñandú",
            has_media=True,
            quoted_message_id=MessageId(f"true_{_GROUP}_3EB0"),
            mentioned_ids=(OTHER_CHAT, CHAT),
            lid=ChatId("12345678901234@lid"),
            wa_timestamp=2**40,
        )
        event = an_event(session.id)
        assert await storage.messages.record(session.id, epoch=1, message=message, events=[event])
        assert await storage.messages.get(session.id, message.id) == message
        assert await events_of(storage) == [event.id]

    async def test_own_message_from_the_phone_comes_back_with_its_ack(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        await _record(storage, session, an_own(1), an_own(2, ack=None))
        assert await storage.messages.get(session.id, an_own(1).id) == an_own(1)
        assert await storage.messages.get(session.id, an_own(2).id) == an_own(2, ack=None)
        assert await storage.messages.outgoing(session.id, an_own(1).key) is None
        assert not await storage.messages.unsettled(session.id)

    @pytest.mark.parametrize("message", [an_incoming(), an_own()], ids=["incoming", "own"])
    async def test_known_message_is_not_written_again(
        self, storage: Storage, session: SessionRecord, message: Message
    ) -> None:
        doubles = [
            storage.messages.record(session.id, epoch=1, message=message, events=[an_event(session.id)])
            for _ in range(4)
        ]
        assert sum(await asyncio.gather(*doubles)) == 1
        again = storage.messages.record(session.id, epoch=1, message=message, events=[an_event(session.id)])
        assert not await again
        assert len(await events_of(storage)) == 1

    async def test_own_message_is_known_by_its_key_under_any_chat(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [])
        seen = an_own(id=MessageId(f"true_12345678901234@lid_{row.key}"))
        event = an_event(session.id)
        assert not await storage.messages.record(session.id, epoch=1, message=seen, events=[event])
        assert await storage.messages.get(session.id, seen.id) is None
        assert await events_of(storage) == []

    async def test_incoming_messages_may_share_a_key(self, storage: Storage, session: SessionRecord) -> None:
        await _record(
            storage,
            session,
            an_incoming(id=MessageId(f"false_{CHAT}_3A01")),
            an_incoming(id=MessageId(f"false_{OTHER_CHAT}_3A01")),
        )

    async def test_same_message_may_be_seen_by_two_sessions(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        await _record(storage, session, an_incoming(), an_own())
        await _record(storage, await add_session(storage, "other"), an_incoming(), an_own())

    async def test_ack_of_an_own_message_rises_and_never_falls(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        await _record(storage, session, an_own(ack=None))
        told = []
        for ack in (Ack.SENT, Ack.READ, Ack.READ, Ack.DELIVERED, Ack.PLAYED, Ack.ERROR):
            event = an_event(session.id)
            if await storage.messages.raise_ack(session.id, an_own().id, epoch=1, ack=ack, events=[event]):
                told.append((ack, event.id))
        assert [ack for ack, _ in told] == [Ack.SENT, Ack.READ, Ack.PLAYED]
        assert await events_of(storage) == [event_id for _, event_id in told]
        assert await storage.messages.get(session.id, an_own().id) == an_own(ack=Ack.PLAYED)

    async def test_ack_finds_the_message_by_its_key(self, storage: Storage, session: SessionRecord) -> None:
        await _record(storage, session, an_own())
        elsewhere = MessageId(f"true_12345678901234@lid_{an_own().key}")
        assert await storage.messages.raise_ack(session.id, elsewhere, epoch=1, ack=Ack.READ, events=[])
        assert await storage.messages.get(session.id, an_own().id) == an_own(ack=Ack.READ)

    async def test_ack_of_unknown_incoming_or_stale_is_ignored(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        await _record(storage, session, an_incoming(), an_own())
        event = an_event(session.id)
        messages = storage.messages
        for unknown in (an_own(2).id, an_incoming().id, MessageId("nonsense")):
            assert not await messages.raise_ack(session.id, unknown, epoch=1, ack=Ack.READ, events=[event])
        await storage.sessions.claim(session.id, owner=OWNER, now=NOW, lease_until=NOW + LEASE)
        assert not await messages.raise_ack(session.id, an_own().id, epoch=1, ack=Ack.READ, events=[event])
        assert await events_of(storage) == []

    async def test_of_acks_at_once_the_highest_stays(self, storage: Storage, session: SessionRecord) -> None:
        await _record(storage, session, an_own())
        acks = [Ack.DELIVERED, Ack.PLAYED, Ack.READ, Ack.PLAYED]
        await asyncio.gather(
            *(
                storage.messages.raise_ack(session.id, an_own().id, epoch=1, ack=ack, events=[])
                for ack in acks
            )
        )
        assert await storage.messages.get(session.id, an_own().id) == an_own(ack=Ack.PLAYED)

    async def test_unknown_message_is_none(self, storage: Storage, session: SessionRecord) -> None:
        assert await storage.messages.get(session.id, an_incoming().id) is None

    async def test_history_is_newest_first_of_both_directions(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [])
        await _record(storage, session, an_incoming(3), an_incoming(1), an_own(4))
        await _record(storage, session, an_incoming(9, chat_id=OTHER_CHAT))
        await end(storage, row, sent(row, wa_timestamp=an_incoming(2).wa_timestamp))
        history = await storage.messages.history(session.id, [CHAT], limit=10, before=None)
        assert [message.id for message in history] == [
            an_own(4).id,
            an_incoming(3).id,
            row.message_id,
            an_incoming(1).id,
        ]

    async def test_sent_text_is_a_message_of_the_account(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        row = an_outgoing(session)
        await storage.messages.add_outgoing(row, [])
        await end(storage, row, sent(row))
        (message,) = await storage.messages.history(session.id, [CHAT], limit=10, before=None)
        assert message == Message(
            id=row.message_id,
            chat_id=CHAT,
            sender=ChatId("628111111111@c.us"),
            recipient=CHAT,
            from_me=True,
            type="chat",
            body="hello 1",
            wa_timestamp=1_770_000_000,
            ack=Ack.SENT,
        )

    async def test_equal_times_go_by_arrival(self, storage: Storage, session: SessionRecord) -> None:
        messages = [an_incoming(number, wa_timestamp=1_770_000_000) for number in (2, 3, 1)]
        await _record(storage, session, *messages)
        history = await storage.messages.history(session.id, [CHAT], limit=10, before=None)
        assert list(history) == messages[::-1]
        older = await storage.messages.history(session.id, [CHAT], limit=10, before=messages[1].id)
        assert list(older) == [messages[0]]

    async def test_history_goes_on_before_a_message(self, storage: Storage, session: SessionRecord) -> None:
        messages = [an_incoming(number) for number in range(1, 6)]
        await _record(storage, session, *messages)
        newest = await storage.messages.history(session.id, [CHAT], limit=2, before=None)
        assert list(newest) == messages[:2:-1]
        older = await storage.messages.history(session.id, [CHAT], limit=2, before=newest[-1].id)
        assert list(older) == messages[2:0:-1]

    async def test_unknown_before_and_unknown_chat_give_none(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        elsewhere = an_incoming(2, chat_id=OTHER_CHAT)
        await _record(storage, session, an_incoming(), elsewhere)
        for before in (MessageId("false_x_y"), elsewhere.id):
            assert not await storage.messages.history(session.id, [CHAT], limit=9, before=before)
        assert not await storage.messages.history(session.id, [_GROUP], limit=9, before=None)

    async def test_what_failed_or_is_under_way_is_no_history(
        self, storage: Storage, session: SessionRecord
    ) -> None:
        for number, how in enumerate((FAILED, UNKNOWN, None), 1):
            row = an_outgoing(session, number)
            await storage.messages.add_outgoing(row, [])
            if how:
                await end(storage, row, how)
        assert not await storage.messages.history(session.id, [CHAT], limit=9, before=None)
