"""What every storage does with batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from openwa_core.testing.contracts.storage.samples import (
    CHAT,
    NOW,
    OTHER_CHAT,
    OWNER,
    a_claim,
    a_session,
    add_session,
    an_event,
    an_own,
    events_of,
)
from openwa_hookspecs.errors import BatchExistsError, ErrorCode, SessionNotFoundError
from openwa_hookspecs.models.batches import (
    Batch,
    BatchItem,
    BatchOptions,
    BatchProgress,
    BatchState,
    ItemEnd,
    ItemState,
)
from openwa_hookspecs.models.content import Attachment, MediaKind, MediaUrl, Poll, StoredFile, Text
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.ids import BatchId, MessageId, MessageKey
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_hookspecs.storage import Storage

__all__ = ["BatchesContract"]

_ID: Final = BatchId("batch_1")
_KEY: Final = MessageKey("3EB0AAAAAAAAAAAAAAAAAA")
_LATER: Final = NOW + timedelta(minutes=1)
_SENT: Final = ItemEnd(state=ItemState.SENT, message_id=MessageId(f"true_{CHAT}_{_KEY}"))
_FAILED: Final = ItemEnd(
    state=ItemState.FAILED,
    error_code=ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP,
    error_message="not on WhatsApp",
)
_UNKNOWN: Final = ItemEnd(state=ItemState.UNKNOWN, error_code=ErrorCode.MESSAGE_SEND_FAILED)
_FILE: Final = StoredFile(name="ab.jpg", mimetype="image/jpeg", size=3, digest="0" * 64)


def _a_batch(session: SessionRecord, **members: Any) -> Batch:  # noqa: ANN401
    made = Batch(
        id=_ID,
        session_id=session.id,
        state=BatchState.PROCESSING,
        options=BatchOptions(),
        progress=BatchProgress(total=0),
        created_at=NOW,
        due_at=NOW,
    )
    return replace(made, **members)


def _texts(count: int) -> list[OutboundMessage]:
    return [OutboundMessage(chat_id=CHAT, content=Text(text=f"text {number} ☂")) for number in range(count)]


async def _stored(storage: Storage, count: int = 3, **members: Any) -> SessionRecord:  # noqa: ANN401
    session = await add_session(storage)
    await storage.batches.add(_a_batch(session, **members), _texts(count))
    return session


async def _take(storage: Storage, session: SessionRecord, position: int, epoch: int = 1) -> bool:
    return await storage.batches.take(session.id, _ID, position, key=_KEY, epoch=epoch, at=_LATER)


async def _settle(
    storage: Storage, session: SessionRecord, position: int, end: ItemEnd = _SENT, epoch: int = 1
) -> bool:
    return await storage.batches.settle(
        session.id, _ID, position, epoch=epoch, end=end, at=_LATER, due_at=_LATER, events=[]
    )


async def _progress(storage: Storage, session: SessionRecord) -> BatchProgress:
    batch = await storage.batches.get(session.id, _ID)
    assert batch is not None
    shown = batch.progress
    assert shown.total == shown.sent + shown.failed + shown.pending + shown.cancelled
    return shown


async def _states(storage: Storage, session: SessionRecord) -> Sequence[ItemState]:
    return [item.state for item in await storage.batches.items(session.id, _ID)]


class BatchesContract:
    """`BatchRepository`."""

    async def test_batch_comes_back_whole(self, storage: Storage) -> None:
        session = await add_session(storage)
        options = BatchOptions(delay_ms=1500, randomize_delay=False, stop_on_error=True)
        picture = Attachment(kind=MediaKind.IMAGE, source=MediaUrl(url="https://example.com/a"), caption="é")
        file = Attachment(kind=MediaKind.DOCUMENT, source=_FILE, filename="a.txt")
        messages = [
            OutboundMessage(
                chat_id=CHAT,
                content=Text(text="hi ☂"),
                quoted_message_id=an_own().id,
                mentioned_ids=(OTHER_CHAT,),
            ),
            OutboundMessage(chat_id=OTHER_CHAT, content=picture),
            OutboundMessage(chat_id=CHAT, content=file),
            OutboundMessage(chat_id=CHAT, content=Poll(question="?", options=("a", "b"), selectable=1)),
        ]
        batch = _a_batch(session, options=options, due_at=_LATER)
        await storage.batches.add(batch, messages)
        assert await storage.batches.get(session.id, _ID) == replace(
            batch, progress=BatchProgress(total=4, pending=4)
        )
        expected = [BatchItem(position=place, message=message) for place, message in enumerate(messages)]
        assert await storage.batches.items(session.id, _ID) == expected

    async def test_batch_with_the_id_of_another_is_refused(self, storage: Storage) -> None:
        session = await _stored(storage)
        claim = a_claim()
        with pytest.raises(BatchExistsError):
            await storage.batches.add(_a_batch(session), _texts(1), claim)
        assert await storage.idempotency.get(claim.caller, claim.request) is None
        assert (await _progress(storage, session)).total == 3
        other = await add_session(storage, "other")
        await storage.batches.add(_a_batch(other), _texts(1), claim)
        assert await storage.idempotency.get(claim.caller, claim.request) == claim

    async def test_batch_of_a_session_that_is_gone_is_refused(self, storage: Storage) -> None:
        with pytest.raises(SessionNotFoundError):
            await storage.batches.add(_a_batch(a_session()), _texts(1))

    async def test_batches_are_listed_newest_first(self, storage: Storage) -> None:
        session = await add_session(storage)
        for number in range(5):
            created = NOW + timedelta(seconds=number)
            await storage.batches.add(
                _a_batch(session, id=BatchId(f"batch_{number}"), created_at=created), _texts(number + 1)
            )
        page = await storage.batches.page(session.id, number=2, limit=2)
        assert [batch.id for batch in page.items] == ["batch_2", "batch_1"]
        assert [batch.progress.total for batch in page.items] == [3, 2]
        assert page.total == 5

    async def test_due_are_those_of_the_sessions_whose_time_has_come(self, storage: Storage) -> None:
        session = await _stored(storage, due_at=NOW)
        other = await add_session(storage, "other")
        await storage.batches.add(_a_batch(other, due_at=NOW - timedelta(seconds=1)), _texts(1))
        await storage.batches.add(_a_batch(session, id=BatchId("later"), due_at=_LATER), _texts(1))
        due = storage.batches.due
        assert [batch.session_id for batch in await due([session.id, other.id], now=NOW, limit=9)] == [
            other.id,
            session.id,
        ]
        assert [batch.id for batch in await due([session.id], now=_LATER, limit=9)] == [_ID, "later"]
        assert len(await due([session.id], now=_LATER, limit=1)) == 1
        assert await due([], now=_LATER, limit=9) == []

    async def test_items_are_taken_in_their_order_and_one_that_is_under_way_first(
        self, storage: Storage
    ) -> None:
        session = await _stored(storage)
        first = await storage.batches.next_item(session.id, _ID)
        assert first is not None
        assert (first.position, first.state) == (0, ItemState.PENDING)
        assert await _take(storage, session, 1)
        under_way = await storage.batches.next_item(session.id, _ID)
        assert under_way is not None
        assert (under_way.position, under_way.state, under_way.key) == (1, ItemState.SENDING, _KEY)
        assert not await _take(storage, session, 1)
        batch = await storage.batches.get(session.id, _ID)
        assert batch is not None
        assert (batch.started_at, batch.progress) == (_LATER, BatchProgress(total=3, pending=3))

    async def test_item_comes_to_its_end_once(self, storage: Storage) -> None:
        session = await _stored(storage)
        event = an_event(session.id)

        async def end(end: ItemEnd, told: Event) -> bool:
            return await storage.batches.settle(
                session.id, _ID, 0, epoch=1, end=end, at=_LATER, due_at=_LATER, events=[told]
            )

        assert not await end(_SENT, an_event(session.id))
        await _take(storage, session, 0)
        assert await end(_SENT, event)
        assert not await end(_FAILED, an_event(session.id))
        for position, other in ((1, _FAILED), (2, _UNKNOWN)):
            await _take(storage, session, position)
            assert await _settle(storage, session, position, other)
        assert await _progress(storage, session) == BatchProgress(total=3, sent=1, failed=2)
        sent, failed, unknown = await storage.batches.items(session.id, _ID)
        assert (sent.state, sent.message_id, sent.settled_at) == (ItemState.SENT, _SENT.message_id, _LATER)
        assert (failed.error_code, failed.error_message) == (_FAILED.error_code, _FAILED.error_message)
        assert unknown.state is ItemState.UNKNOWN
        assert await events_of(storage) == [event.id]
        assert await storage.batches.next_item(session.id, _ID) is None
        batch = await storage.batches.get(session.id, _ID)
        assert batch is not None
        assert batch.due_at == _LATER

    async def test_item_that_was_not_sent_waits_again(self, storage: Storage) -> None:
        session = await _stored(storage)
        release = storage.batches.release
        assert not await release(session.id, _ID, 0, epoch=1, due_at=_LATER)
        await _take(storage, session, 0)
        assert await release(session.id, _ID, 0, epoch=1, due_at=_LATER)
        item = await storage.batches.next_item(session.id, _ID)
        assert item is not None
        assert (item.position, item.state, item.key) == (0, ItemState.PENDING, None)
        batch = await storage.batches.get(session.id, _ID)
        assert batch is not None
        assert batch.due_at == _LATER

    async def test_finish_drops_what_waits_and_no_item_that_is_under_way(self, storage: Storage) -> None:
        session = await _stored(storage)
        event = an_event(session.id)

        async def finish(state: BatchState = BatchState.FAILED) -> bool:
            return await storage.batches.finish(
                session.id, _ID, epoch=1, state=state, at=_LATER, events=[event]
            )

        await _take(storage, session, 0)
        assert not await finish()
        await _settle(storage, session, 0)
        assert await finish()
        assert not await finish(BatchState.COMPLETED)
        batch = await storage.batches.get(session.id, _ID)
        assert batch is not None
        assert (batch.state, batch.completed_at, batch.due_at) == (BatchState.FAILED, _LATER, None)
        assert batch.progress == BatchProgress(total=3, sent=1, cancelled=2)
        assert await events_of(storage) == [event.id]
        assert await storage.batches.due([session.id], now=_LATER, limit=9) == []

    async def test_cancelled_batch_lets_the_item_under_way_end(self, storage: Storage) -> None:
        session = await _stored(storage)
        event = an_event(session.id)
        await _take(storage, session, 0)
        assert await storage.batches.cancel(session.id, _ID, at=_LATER, events=[event])
        assert not await storage.batches.cancel(session.id, _ID, at=_LATER, events=[an_event(session.id)])
        assert await _states(storage, session) == [
            ItemState.SENDING,
            ItemState.CANCELLED,
            ItemState.CANCELLED,
        ]
        assert not await _take(storage, session, 1)
        due = storage.batches.due
        assert [batch.id for batch in await due([session.id], now=_LATER, limit=9)] == [_ID]
        assert await _settle(storage, session, 0)
        assert await due([session.id], now=_LATER, limit=9) == []
        assert await _progress(storage, session) == BatchProgress(total=3, sent=1, cancelled=2)
        batch = await storage.batches.get(session.id, _ID)
        assert batch is not None
        assert (batch.state, batch.due_at) == (BatchState.CANCELLED, None)
        assert await events_of(storage) == [event.id]

    async def test_item_that_was_not_sent_before_the_cancel_is_cancelled(self, storage: Storage) -> None:
        session = await _stored(storage, count=1)
        await _take(storage, session, 0)
        await storage.batches.cancel(session.id, _ID, at=_LATER, events=[])
        assert await storage.batches.release(session.id, _ID, 0, epoch=1, due_at=_LATER)
        assert await _states(storage, session) == [ItemState.CANCELLED]

    async def test_batch_is_postponed_while_it_is_processing(self, storage: Storage) -> None:
        session = await _stored(storage)
        postpone = storage.batches.postpone
        assert await postpone(session.id, _ID, epoch=1, due_at=_LATER)
        assert await storage.batches.due([session.id], now=NOW, limit=9) == []
        await storage.batches.cancel(session.id, _ID, at=NOW, events=[])
        assert not await postpone(session.id, _ID, epoch=1, due_at=NOW)
        assert not await postpone(session.id, BatchId("absent"), epoch=1, due_at=NOW)

    async def test_stale_owner_changes_nothing(self, storage: Storage) -> None:
        session = await _stored(storage)
        await _take(storage, session, 0)
        later = NOW + timedelta(days=1)
        assert await storage.sessions.claim(session.id, owner=OWNER, lease_until=later, now=_LATER)
        batches = storage.batches
        before = await batches.items(session.id, _ID)
        event = an_event(session.id)
        assert not await _take(storage, session, 1)
        assert not await _settle(storage, session, 0)
        assert not await batches.release(session.id, _ID, 0, epoch=1, due_at=NOW)
        assert not await batches.postpone(session.id, _ID, epoch=1, due_at=NOW)
        assert not await batches.finish(
            session.id, _ID, epoch=1, state=BatchState.COMPLETED, at=NOW, events=[event]
        )
        assert await batches.items(session.id, _ID) == before
        assert await events_of(storage) == []
        assert await _settle(storage, session, 0, epoch=2)

    async def test_old_batches_go_when_nothing_of_them_is_under_way(self, storage: Storage) -> None:
        session = await _stored(storage)
        await _take(storage, session, 0)
        await storage.batches.cancel(session.id, _ID, at=NOW, events=[])
        await storage.batches.add(_a_batch(session, id=BatchId("runs")), _texts(1))
        assert await storage.batches.prune(before=_LATER) == 0
        await _settle(storage, session, 0)
        assert await storage.batches.prune(before=NOW) == 0
        assert await storage.batches.prune(before=_LATER) == 1
        assert await storage.batches.get(session.id, _ID) is None
        assert await storage.batches.items(session.id, _ID) == []
        assert await storage.batches.get(session.id, BatchId("runs")) is not None

    async def test_files_of_messages_that_wait_are_known(self, storage: Storage) -> None:
        session = await add_session(storage)
        file = OutboundMessage(
            chat_id=CHAT, content=Attachment(kind=MediaKind.DOCUMENT, source=_FILE, filename="a.txt")
        )
        await storage.batches.add(_a_batch(session), [file])
        assert await storage.batches.files() == {_FILE.name}
        await _take(storage, session, 0)
        assert await storage.batches.files() == {_FILE.name}
        await _settle(storage, session, 0)
        assert await storage.batches.files() == frozenset()

    async def test_batches_go_with_their_session(self, storage: Storage) -> None:
        session = await _stored(storage)
        await storage.sessions.remove(session.id, epoch=1, events=[])
        assert await storage.batches.get(session.id, _ID) is None
        assert await storage.batches.files() == frozenset()
