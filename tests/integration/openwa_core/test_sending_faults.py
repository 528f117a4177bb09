"""Sends when the database is away, the engine misbehaves, or an outcome turns up late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from openwa_core.services.settings import ServiceSettings
from openwa_hookspecs.errors import ErrorCode, GatewayError, SendFailedError
from openwa_hookspecs.models.events import AckChanged, MessageSeen, StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageKey, SessionId, own_message_id
from openwa_hookspecs.models.messages import (
    Ack,
    Message,
    MessageState,
    OutboundMessage,
    SendOutcome,
    SentMessage,
)
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason
from tests.support.core_world import CHAT, CoreWorld, core_world
from tests.support.scripted_engine import ScriptedEngine, break_off, hang
from tests.support.waiting import until

DOWN = StatusChanged(status=SessionStatus.DISCONNECTED, reason=StatusReason.CONNECTION_LOST)
UP = StatusChanged(status=SessionStatus.READY)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine()) as running:
        yield running


async def refuse(message: OutboundMessage, key: MessageKey) -> SentMessage:
    raise GatewayError(ErrorCode.MESSAGE_BLOCKED_CONTACT, "blocked")


async def be_cancelled(message: OutboundMessage, key: MessageKey) -> SentMessage:
    raise asyncio.CancelledError


async def answer_nonsense(message: OutboundMessage, key: MessageKey) -> SentMessage:
    return cast(SentMessage, {"id": "?"})


async def outcome_of(send: asyncio.Task[SentMessage]) -> object:
    with pytest.raises(SendFailedError) as caught:
        await send
    return caught.value.details["outcome"]


def own(key: MessageKey, ack: Ack) -> MessageSeen:
    return MessageSeen(
        message=Message(
            id=own_message_id(CHAT, key),
            chat_id=CHAT,
            sender=ChatId("628999@c.us"),
            recipient=CHAT,
            from_me=True,
            type="chat",
            body="hello",
            wa_timestamp=1_767_225_600,
            ack=ack,
        )
    )


async def test_a_message_that_the_storage_chokes_on_is_refused_and_the_next_one_goes(
    world: CoreWorld,
) -> None:
    session = await world.session()
    world.storage.fault = RuntimeError("the database refused a statement")
    world.storage.break_down("messages.add_outgoing")
    with pytest.raises(GatewayError) as caught:
        await world.send(session)
    assert caught.value.code is ErrorCode.INTERNAL_ERROR
    world.storage.repair()
    await world.send(session, "the next one")
    assert [text for text, _ in world.engine.sends] == ["the next one"]


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "a\udc00"])
async def test_text_that_cannot_be_written_down_is_refused(world: CoreWorld, text: str) -> None:
    session = await world.session()
    with pytest.raises(GatewayError) as caught:
        await world.send(session, text)
    assert caught.value.code is ErrorCode.VALIDATION_ERROR


async def test_an_engine_whose_own_task_was_cancelled_leaves_the_outcome_open(world: CoreWorld) -> None:
    world.engine.answers.append(be_cancelled)
    world.engine.found.append(SendOutcome.ABSENT)
    session = await world.session()
    await world.send(session)
    assert len(world.engine.sends) == 2


async def test_an_engine_that_breaks_each_time_is_given_pauses(tmp_path: Path) -> None:
    engine = ScriptedEngine()
    engine.answers.extend([break_off] * 1_000)
    engine.found.extend([SendOutcome.ABSENT] * 1_000)
    async with core_world(tmp_path, engine, settings=ServiceSettings(settle_timeout_s=1)) as world:
        session = await world.session()
        assert await outcome_of(world.send(session)) == "unknown"
    assert len(engine.sends) <= 22, "half a second each, in a world whose time is ten times as fast"


async def test_an_answer_that_makes_no_sense_is_an_unknown_outcome(world: CoreWorld) -> None:
    world.engine.answers.append(answer_nonsense)
    session = await world.session()
    assert await outcome_of(world.send(session)) == "unknown"
    await world.send(session, "the next one")


async def test_an_end_that_cannot_be_stored_is_told_as_unknown_and_never_sent_again(world: CoreWorld) -> None:
    world.engine.answers.append(refuse)
    world.engine.found.append(SendOutcome.ABSENT)
    session = await world.session()
    world.storage.break_down("messages.end_outgoing")
    assert await outcome_of(world.send(session)) == "unknown"
    await world.engine.emit(session, DOWN)
    await world.engine.emit(session, UP)
    world.storage.repair()
    key = world.engine.sends[0][1]
    await world.until_state(session, key, MessageState.FAILED)
    await world.send(session, "the next one")
    assert [text for text, _ in world.engine.sends] == ["hello", "the next one"]


async def test_an_end_whose_commit_lost_its_answer_is_an_end(world: CoreWorld) -> None:
    session = await world.session()
    world.storage.break_down("messages.end_outgoing", loses_answers=True)
    send = world.send(session)
    await until(lambda: "messages.end_outgoing" in world.storage.calls)
    world.storage.repair()
    assert isinstance(await send, SentMessage)
    assert len(await world.events("message.sent")) == 1


async def test_an_end_under_a_stale_epoch_is_told_as_unknown(world: CoreWorld) -> None:
    """Its new owner may find the message absent and send it."""

    async def refuse_late(message: OutboundMessage, key: MessageKey) -> SentMessage:
        record = await world.core.storage.sessions.get(session)
        assert record is not None
        assert record.lease_until is not None
        far = record.lease_until.replace(year=record.lease_until.year + 1)
        assert await world.core.storage.sessions.claim(session, owner="node-2", now=far, lease_until=far)
        return await refuse(message, key)

    session = await world.session()
    world.engine.answers.append(refuse_late)
    assert await outcome_of(world.send(session)) == "unknown"


async def test_a_row_that_a_crash_left_open_waits_for_a_session_that_stays_up(tmp_path: Path) -> None:
    async with core_world(tmp_path, ScriptedEngine()) as world:
        session = await world.session()
        row = await world.leave_open(session)
    engine = ScriptedEngine()
    async with core_world(tmp_path, engine) as world:
        await until(lambda: engine.lookups == [row.key])
        await world.engine.emit(session, DOWN)
        await asyncio.sleep(0.6)
        assert (await world.row(session, row.key)).state is MessageState.SENDING
        engine.found.append(SendOutcome.ABSENT)
        await world.engine.emit(session, UP)
        await world.until_state(session, row.key, MessageState.SENT)
        assert engine.sends == [("left open", row.key)]


async def test_a_row_that_a_crash_left_open_outlives_a_storage_that_is_away(world: CoreWorld) -> None:
    session = await world.session()
    row = await world.leave_open(session, MessageState.SENDING)
    world.engine.found.extend([SendOutcome.ABSENT] * 2)
    refused = iter([False, True])  # found and taken up; away when it is to be sent again

    def is_down(name: str) -> bool:
        return name == "messages.claim_outgoing" and next(refused, False)

    world.storage.is_down = is_down
    world.control(session).lane.settle()
    await world.until_state(session, row.key, MessageState.SENT)
    assert world.engine.sends == [("left open", row.key)]
    assert await world.events("message.failed") == []


async def reported_unknown(world: CoreWorld) -> tuple[SessionId, MessageKey]:
    world.engine.answers.append(hang)
    session = await world.session()
    assert await outcome_of(world.send(session)) == "unknown"
    return session, world.engine.sends[-1][1]


async def test_an_unknown_outcome_turns_up_after_a_restart(tmp_path: Path) -> None:
    async with core_world(tmp_path, ScriptedEngine()) as world:
        session, key = await reported_unknown(world)
    async with core_world(tmp_path, ScriptedEngine()) as world:
        await until(lambda: world.status(session) is SessionStatus.READY)
        await world.engine.emit(session, own(key, Ack.DELIVERED))
        await world.until_state(session, key, MessageState.SENT)
        assert len(await world.events("message.sent")) == 1


async def test_a_message_that_only_waits_in_the_page_has_not_turned_up(world: CoreWorld) -> None:
    session, key = await reported_unknown(world)
    failed = AckChanged(message_id=own_message_id(CHAT, key), chat_id=CHAT, ack=Ack.ERROR)
    await world.engine.emit(session, own(key, Ack.PENDING))
    await world.engine.emit(session, failed)
    await world.send(session, "the next one")
    assert (await world.row(session, key)).state is MessageState.UNKNOWN


async def test_what_whatsapp_shows_while_the_outcome_is_open_counts(world: CoreWorld) -> None:
    world.engine.answers.append(hang)
    session = await world.session()
    send = world.send(session)
    await until(lambda: world.engine.at_once == 1)
    await world.engine.emit(session, own(world.engine.sends[0][1], Ack.SENT))
    assert isinstance(await send, SentMessage)


async def test_a_stop_answers_every_caller(tmp_path: Path) -> None:
    engine = ScriptedEngine()
    engine.answers.append(hang)
    settings = ServiceSettings(send_timeout_s=60)
    async with core_world(tmp_path, engine, settings=settings) as world:
        session = await world.session()
        sends = [world.send(session, str(number)) for number in range(3)]
        await until(lambda: engine.at_once == 1)
        await world.core.table.drain(0.05)
    async with asyncio.timeout(2):
        answers = await asyncio.gather(*sends, return_exceptions=True)
    assert all(isinstance(answer, GatewayError) for answer in answers)
