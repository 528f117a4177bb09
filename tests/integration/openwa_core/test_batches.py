"""Bulk sending in core: each message once, whatever is cut off, and numbers that add up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from openwa_hookspecs.errors import (
    BatchExistsError,
    BatchFinishedError,
    BatchNotFoundError,
    ErrorCode,
    GatewayError,
    SessionNotReadyError,
    ValidationFailedError,
)
from openwa_hookspecs.gateway import NewBatch, NewBatchItem
from openwa_hookspecs.models.batches import (
    Batch,
    BatchItem,
    BatchOptions,
    BatchProgress,
    BatchState,
    ItemState,
)
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.ids import BatchId, ChatId, MessageKey, SessionId, own_message_id
from openwa_hookspecs.models.messages import MessageState, OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.queue import RunNext
from openwa_hookspecs.storage import SendEnd
from openwa_local.queue.timers import LocalQueue
from tests.support.core_world import ADMIN, CHAT, CoreWorld, core_world
from tests.support.scripted_engine import ScriptedEngine, break_off, deliver
from tests.support.waiting import until

FAST = BatchOptions(delay_ms=1000, randomize_delay=False)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine()) as running:
        yield running


def texts(*bodies: str, chat: ChatId = CHAT) -> Sequence[NewBatchItem]:
    return [NewBatchItem(message=OutboundMessage(chat_id=chat, content=Text(text=body))) for body in bodies]


async def submit(
    world: CoreWorld,
    session: SessionId,
    *bodies: str,
    options: BatchOptions = FAST,
    **members: Any,  # noqa: ANN401
) -> BatchId:
    new = NewBatch(items=texts(*bodies), options=options, **members)
    return (await world.core.facade.batches.create(ADMIN, session, new)).batch.id


async def batch_of(world: CoreWorld, session: SessionId, batch_id: BatchId) -> Batch:
    batch = await world.core.facade.batches.get(ADMIN, session, batch_id)
    parts = batch.progress
    assert parts.total == parts.sent + parts.failed + parts.pending + parts.cancelled
    return batch


async def ended(world: CoreWorld, session: SessionId, batch_id: BatchId) -> Batch:
    async def over() -> bool:
        return (await batch_of(world, session, batch_id)).state is not BatchState.PROCESSING

    await until(over, timeout_s=20.0)
    return await batch_of(world, session, batch_id)


async def items_of(world: CoreWorld, session: SessionId, batch_id: BatchId) -> Sequence[BatchItem]:
    return await world.core.facade.batches.items(ADMIN, session, batch_id)


def bodies_sent(world: CoreWorld) -> list[str]:
    return [body for body, _ in world.engine.sends]


async def refuse(message: OutboundMessage, key: MessageKey) -> SentMessage:
    raise GatewayError(ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP, "not on WhatsApp")


async def test_all_go_in_their_order_and_are_told(world: CoreWorld) -> None:
    session = await world.session()
    batch_id = await submit(world, session, "one", "two", "three")
    batch = await ended(world, session, batch_id)
    assert (batch.state, batch.progress.sent) == (BatchState.COMPLETED, 3)
    assert batch.started_at is not None
    assert batch.completed_at is not None
    assert bodies_sent(world) == ["one", "two", "three"]
    items = await items_of(world, session, batch_id)
    assert [item.key for item in items] == [key for _, key in world.engine.sends]
    assert all(item.message_id and item.settled_at for item in items)
    told = [(event.type, json.loads(event.data)) for event in await world.events("batch.")]
    assert [kind for kind, _ in told] == ["batch.progress"] * 3 + ["batch.completed"]
    assert [data["progress"]["pending"] for _, data in told] == [2, 1, 0, 0]
    assert told[0][1]["item"] == {
        "index": 0,
        "chatId": CHAT,
        "status": "sent",
        "messageId": items[0].message_id,
    }
    assert (told[-1][1]["status"], told[-1][1]["batchId"]) == ("completed", batch_id)
    assert len(await world.events("message.sent")) == 3


async def test_placeholders_are_filled_before_anything_is_stored(world: CoreWorld) -> None:
    session = await world.session()
    message = OutboundMessage(chat_id=CHAT, content=Text(text="Hello {name}, {{ name }}! {{n}}"))
    new = NewBatch(items=[NewBatchItem(message=message, variables={"name": "{n}", "n": "☂"})], options=FAST)
    accepted = await world.core.facade.batches.create(ADMIN, session, new)
    await ended(world, session, accepted.batch.id)
    assert bodies_sent(world) == ["Hello {n}, {n}! ☂"]


async def test_every_fault_is_named_and_nothing_is_stored(world: CoreWorld) -> None:
    session = await world.session()
    items = [
        *texts("fine"),
        *texts("Hello {name} and {other}"),
        *texts("x" * 65_537),
        *texts("hi", chat=ChatId("nonsense")),
    ]
    with pytest.raises(ValidationFailedError) as refused:
        await world.core.facade.batches.create(ADMIN, session, NewBatch(items=items, options=FAST))
    fields: Any = refused.value.details["fields"]
    assert [(fault["path"], fault["message"][:30]) for fault in fields] == [
        ("messages[1].content.text", "the placeholder {name} has no "),
        ("messages[1].content.text", "the placeholder {other} has no"),
        ("messages[2].content.text", "text has 65537 characters, at "),
        ("messages[3].chatId", "expected an id such as 6281234"),
    ]
    assert (await world.core.facade.batches.page(ADMIN, session, number=1, limit=9)).total == 0


async def test_faults_of_one_kind_keep_their_code(world: CoreWorld) -> None:
    session = await world.session()
    items = [*texts("fine"), *texts("x" * 65_537)]
    with pytest.raises(GatewayError) as refused:
        await world.core.facade.batches.create(ADMIN, session, NewBatch(items=items, options=FAST))
    assert refused.value.code is ErrorCode.MESSAGE_TEXT_TOO_LONG


@pytest.mark.parametrize(
    ("new", "path"),
    [
        (NewBatch(items=[]), "messages"),
        (NewBatch(items=texts(*["x"] * 101)), "messages"),
        (NewBatch(items=texts("x"), id=BatchId("no/slash")), "batchId"),
        (NewBatch(items=texts("x"), options=BatchOptions(delay_ms=999)), "options.delayBetweenMessages"),
    ],
)
async def test_request_out_of_bounds_is_refused(world: CoreWorld, new: NewBatch, path: str) -> None:
    session = await world.session()
    with pytest.raises(ValidationFailedError) as refused:
        await world.core.facade.batches.create(ADMIN, session, new)
    assert [fault.path for fault in refused.value.fields] == [path]


async def test_refused_message_is_told_and_the_rest_goes(world: CoreWorld) -> None:
    world.engine.answers.extend([deliver, refuse])
    session = await world.session()
    batch_id = await submit(world, session, "one", "two", "three")
    batch = await ended(world, session, batch_id)
    assert (batch.state, batch.progress.sent, batch.progress.failed) == (BatchState.COMPLETED, 2, 1)
    _, failed, _ = await items_of(world, session, batch_id)
    assert (failed.state, failed.error_code) == (
        ItemState.FAILED,
        ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP,
    )


async def test_batch_stops_after_the_first_error_when_asked(world: CoreWorld) -> None:
    world.engine.answers.append(refuse)
    session = await world.session()
    options = BatchOptions(delay_ms=1000, randomize_delay=False, stop_on_error=True)
    batch_id = await submit(world, session, "one", "two", "three", options=options)
    batch = await ended(world, session, batch_id)
    assert batch.state is BatchState.FAILED
    assert (batch.progress.failed, batch.progress.cancelled) == (1, 2)
    assert bodies_sent(world) == ["one"]
    [told] = [json.loads(event.data) for event in await world.events("batch.completed")]
    assert (told["status"], told["progress"]["cancelled"]) == ("failed", 2)


async def test_after_a_cancel_only_the_one_under_way_goes(world: CoreWorld) -> None:
    gate = asyncio.Event()

    async def slowly(message: OutboundMessage, key: MessageKey) -> SentMessage:
        await gate.wait()
        return await deliver(message, key)

    world.engine.answers.append(slowly)
    session = await world.session()
    batch_id = await submit(world, session, "one", "two", "three")
    await until(lambda: bool(world.engine.sends))
    cancelling = asyncio.create_task(world.core.facade.batches.cancel(ADMIN, session, batch_id))
    await asyncio.sleep(0.05)
    assert not cancelling.done()
    gate.set()
    batch = await cancelling
    assert (batch.state, batch.progress.sent, batch.progress.pending) == (BatchState.CANCELLED, 1, 0)
    assert batch.progress.cancelled == 2
    await asyncio.sleep(0.3)
    assert bodies_sent(world) == ["one"]
    with pytest.raises(BatchFinishedError):
        await world.core.facade.batches.cancel(ADMIN, session, batch_id)


async def test_outcome_that_cannot_be_told_is_not_tried_again(world: CoreWorld) -> None:
    world.engine.answers.append(break_off)
    session = await world.session()
    batch_id = await submit(world, session, "one", "two")
    batch = await ended(world, session, batch_id)
    assert (batch.progress.sent, batch.progress.failed) == (1, 1)
    unknown, sent = await items_of(world, session, batch_id)
    assert (unknown.state, sent.state) == (ItemState.UNKNOWN, ItemState.SENT)
    assert bodies_sent(world) == ["one", "two"]
    [progress, *_] = [json.loads(event.data) for event in await world.events("batch.progress")]
    assert progress["item"]["error"]["details"] == {"outcome": "unknown"}


async def test_what_the_engine_finds_out_counts(world: CoreWorld) -> None:
    world.engine.answers.append(break_off)
    world.engine.found.append(SendOutcome.SENT)
    session = await world.session()
    batch = await ended(world, session, await submit(world, session, "one"))
    assert (batch.progress.sent, bodies_sent(world)) == (1, ["one"])


async def test_session_that_is_away_holds_the_batch_up(world: CoreWorld) -> None:
    session = await world.session()
    batch_id = await submit(world, session, "one", "two", "three")
    await until(lambda: len(world.engine.sends) >= 1)
    await world.sessions.stop(ADMIN, session)
    stopped_at = len(world.engine.sends)
    await asyncio.sleep(0.3)
    assert len(world.engine.sends) == stopped_at
    assert (await batch_of(world, session, batch_id)).state is BatchState.PROCESSING
    with pytest.raises(SessionNotReadyError):
        await submit(world, session, "another")
    await world.sessions.start(ADMIN, session)
    batch = await ended(world, session, batch_id)
    assert batch.progress.sent == 3
    assert bodies_sent(world) == ["one", "two", "three"]


async def test_wake_ups_too_many_do_no_harm(world: CoreWorld) -> None:
    session = await world.session()
    batch_id = await submit(world, session, "one", "two", "three", "four")
    waking = asyncio.create_task(_wake_often(world, f"{session}/{batch_id}"))
    await ended(world, session, batch_id)
    waking.cancel()
    for job in ("no/such-job", "nonsense", ""):
        assert await run_next(world)(job) is None
    assert bodies_sent(world) == ["one", "two", "three", "four"]


def run_next(world: CoreWorld) -> RunNext:
    """What the queue was bound to."""
    queue = world.core.queue
    assert isinstance(queue, LocalQueue)
    assert queue.run_next is not None
    return queue.run_next


async def _wake_often(world: CoreWorld, job: str) -> None:
    while True:
        await asyncio.gather(*(run_next(world)(job) for _ in range(5)), world.core.queue.submit(job))
        await asyncio.sleep(0.005)


async def test_two_batches_of_a_session_keep_their_distance(world: CoreWorld) -> None:
    session = await world.session()
    moments: list[float] = []

    async def noting(message: OutboundMessage, key: MessageKey) -> SentMessage:
        moments.append(asyncio.get_running_loop().time())
        return await deliver(message, key)

    world.engine.answers.extend([noting] * 6)
    batches = [await submit(world, session, "a", "b", "c") for _ in range(2)]
    for batch_id in batches:
        await ended(world, session, batch_id)
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert len(moments) == 6
    assert min(gaps) >= 0.095  # a second, ten times as fast, less what timers may be early


@pytest.mark.parametrize("leftover", ["taken", "stored", "sent", "failed"])
async def test_batch_goes_on_after_a_crash(tmp_path: Path, leftover: str) -> None:
    """The process ended right after this was written."""
    async with core_world(tmp_path, ScriptedEngine()) as world:
        session = await world.session()
        await world.sessions.stop(ADMIN, session)
        now, epoch = world.core.clock.now(), world.control(session).live.record.epoch
        batch = Batch(
            id=BatchId("batch_1"),
            session_id=session,
            state=BatchState.PROCESSING,
            options=FAST,
            progress=BatchProgress(total=2, pending=2),
            created_at=now,
            due_at=now,
        )
        messages = [item.message for item in texts("one", "two")]
        row = await world.leave_open(session, MessageState.SENDING) if leftover != "taken" else None
        key = row.key if row is not None else MessageKey("3EB0AAAAAAAAAAAAAAAAAA")
        await world.core.storage.batches.add(batch, messages)
        await world.core.storage.batches.take(session, batch.id, 0, key=key, epoch=epoch, at=now)
        if row is not None and leftover in {"sent", "failed"}:
            await _end_row(world, session, key, leftover)
    engine = ScriptedEngine()
    engine.found.append(SendOutcome.SENT)
    async with core_world(tmp_path, engine) as world:
        await world.sessions.start(ADMIN, session)
        whole = await ended(world, session, batch.id)
        first, second = await items_of(world, session, batch.id)
        assert second.state is ItemState.SENT
        assert first.state is (ItemState.FAILED if leftover == "failed" else ItemState.SENT)
        assert bodies_sent(world) == (["one", "two"] if leftover == "taken" else ["two"])
        assert whole.progress.total == 2


async def _end_row(world: CoreWorld, session: SessionId, key: MessageKey, how: str) -> None:
    epoch = world.control(session).live.record.epoch
    sent = SentMessage(message_id=own_message_id(CHAT, key), wa_timestamp=1_767_225_600)
    end = (
        SendEnd(state=MessageState.SENT, sent=sent)
        if how == "sent"
        else SendEnd(state=MessageState.FAILED, error_code=ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP)
    )
    assert await world.core.storage.messages.end_outgoing(session, key, epoch=epoch, end=end, events=[])


@pytest.mark.parametrize(
    "call", ["batches.take", "batches.settle", "messages.end_outgoing", "messages.add_outgoing"]
)
@pytest.mark.parametrize("loses_answers", [False, True])
async def test_storage_that_is_away_costs_no_message_and_doubles_none(
    world: CoreWorld, call: str, loses_answers: bool
) -> None:
    session = await world.session()
    world.engine.found.extend([SendOutcome.ABSENT] * 5)
    world.storage.break_down(call, loses_answers=loses_answers)
    batch_id = await submit(world, session, "one", "two", "three")
    await until(lambda: call in world.storage.calls)
    await asyncio.sleep(0.1)
    world.storage.repair()
    batch = await ended(world, session, batch_id)
    assert batch.progress.sent == 3, await items_of(world, session, batch_id)
    assert bodies_sent(world) == ["one", "two", "three"]


async def test_batch_id_is_a_natural_key(world: CoreWorld) -> None:
    session = await world.session()
    await submit(world, session, "one", id=BatchId("order-4711"))
    with pytest.raises(BatchExistsError):
        await submit(world, session, "two", id=BatchId("order-4711"))
    other = await world.session("other")
    await submit(world, other, "three", id=BatchId("order-4711"))
    with pytest.raises(BatchNotFoundError):
        await world.core.facade.batches.get(ADMIN, session, BatchId("absent"))


async def test_estimate_says_when_it_will_be_done(world: CoreWorld) -> None:
    session = await world.session()
    new = NewBatch(items=texts("a", "b"), options=BatchOptions(delay_ms=4000))
    accepted = await world.core.facade.batches.create(ADMIN, session, new)
    assert (accepted.estimated_completion - accepted.batch.created_at).total_seconds() == 10.0
