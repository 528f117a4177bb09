"""The send queue of record: what is sent, what is sent again, what never is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
    SendFailedError,
    ServiceUnavailableError,
    SessionNotReadyError,
)
from openwa_hookspecs.models.events import AckChanged, StatusChanged
from openwa_hookspecs.models.ids import MessageKey, own_message_id
from openwa_hookspecs.models.messages import (
    Ack,
    MessageState,
    OutboundMessage,
    SendOutcome,
    SentMessage,
)
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason
from tests.support.core_world import ADMIN, CHAT, CoreWorld, core_world
from tests.support.scripted_engine import ME, ScriptedEngine, break_off, deliver, hang
from tests.support.waiting import until

DOWN = StatusChanged(status=SessionStatus.DISCONNECTED, reason=StatusReason.CONNECTION_LOST)
UP = StatusChanged(status=SessionStatus.READY)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine()) as running:
        yield running


async def test_a_sent_message_has_its_row_and_its_event(world: CoreWorld) -> None:
    session = await world.session()
    sent = await world.send(session)
    (text, key) = world.engine.sends[0]
    assert isinstance(sent, SentMessage)
    assert sent.message_id == f"true_{CHAT}_{key}"
    assert (text, key[:4], len(key)) == ("hello", "3EB0", 22)
    assert (await world.row(session, key)).state is MessageState.SENT
    (event,) = await world.events("message.sent")
    assert f'"id":"{sent.message_id}"' in event.data


async def test_a_message_that_is_sent_while_the_account_is_unlinked_names_its_sender(
    world: CoreWorld,
) -> None:
    session = await world.session()
    may_go_on = asyncio.Event()

    async def slowly(message: OutboundMessage, key: MessageKey) -> SentMessage:
        await may_go_on.wait()
        return await deliver(message, key)

    world.engine.answers.append(slowly)
    sending = world.send(session)
    await until(lambda: world.engine.at_once == 1)
    await world.sessions.logout(ADMIN, session)
    may_go_on.set()
    sent = await sending
    [event] = await world.events("message.sent")
    shown = await world.core.facade.messages.get(ADMIN, session, sent.message_id)
    assert json.loads(event.data)["from"] == shown.sender == f"{ME.phone_number}@c.us"


async def test_messages_of_a_session_go_one_at_a_time_in_order(world: CoreWorld) -> None:
    session = await world.session()
    texts = [f"text {number}" for number in range(100)]
    await asyncio.gather(*(world.send(session, text) for text in texts))
    assert [text for text, _ in world.engine.sends] == texts
    assert world.engine.most_at_once == 1
    assert len({key for _, key in world.engine.sends}) == 100


async def test_a_refusal_is_final(world: CoreWorld) -> None:
    async def refuse(message: OutboundMessage, key: MessageKey) -> SentMessage:
        raise GatewayError(ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP, "no such number")

    world.engine.answers.append(refuse)
    session = await world.session()
    with pytest.raises(GatewayError, match="no such number"):
        await world.send(session)
    await world.send(session, "the next one")
    row = await world.row(session, world.engine.sends[0][1])
    assert (row.state, row.error_code) == (MessageState.FAILED, ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP)
    assert len(await world.events("message.failed")) == 1
    assert [text for text, _ in world.engine.sends] == ["hello", "the next one"]


async def test_an_open_outcome_that_turns_out_sent_is_not_sent_again(world: CoreWorld) -> None:
    world.engine.answers.append(break_off)
    world.engine.found.append(SendOutcome.SENT)
    session = await world.session()
    await world.send(session)
    assert len(world.engine.sends) == 1
    assert (await world.row(session, world.engine.sends[0][1])).state is MessageState.SENT


async def test_an_open_outcome_that_turns_out_absent_is_sent_again_under_its_id(world: CoreWorld) -> None:
    world.engine.answers.append(break_off)
    world.engine.found.append(SendOutcome.ABSENT)
    session = await world.session()
    await world.send(session)
    (first, second) = world.engine.sends
    assert first == second
    assert (await world.row(session, first[1])).attempts == 2


@pytest.mark.parametrize("answer", [break_off, hang])
async def test_an_outcome_that_stays_open_is_reported_and_never_sent_again(
    world: CoreWorld, answer: type
) -> None:
    world.engine.answers.append(answer)
    session = await world.session()
    with pytest.raises(SendFailedError) as caught:
        await world.send(session)
    assert caught.value.details["outcome"] == "unknown"
    key = world.engine.sends[0][1]
    assert (await world.row(session, key)).state is MessageState.UNKNOWN
    await world.engine.emit(session, DOWN)
    await world.engine.emit(session, UP)
    await world.send(session, "the next one")
    assert [text for text, _ in world.engine.sends] == ["hello", "the next one"]


async def test_an_unknown_outcome_becomes_sent_when_whatsapp_shows_the_message(world: CoreWorld) -> None:
    world.engine.answers.append(hang)
    session = await world.session()
    with pytest.raises(SendFailedError):
        await world.send(session)
    key = world.engine.sends[0][1]
    ack = AckChanged(message_id=own_message_id(CHAT, key), chat_id=CHAT, ack=Ack.DELIVERED)
    await world.engine.emit(session, ack)
    await world.until_state(session, key, MessageState.SENT)
    assert len(await world.events("message.sent")) == 1


async def test_a_caller_who_hangs_up_does_not_stop_the_send(world: CoreWorld) -> None:
    release = asyncio.Event()

    async def slowly(message: OutboundMessage, key: MessageKey) -> SentMessage:
        await release.wait()
        return await deliver(message, key)

    world.engine.answers.append(slowly)
    session = await world.session()
    caller = world.send(session)
    await until(lambda: world.engine.at_once == 1)
    caller.cancel()
    release.set()
    await world.send(session, "the next one")
    assert (await world.row(session, world.engine.sends[0][1])).state is MessageState.SENT
    assert len(await world.events("message.sent")) == 2


async def test_a_session_that_is_not_connected_takes_nothing(world: CoreWorld) -> None:
    session = await world.session()
    await world.engine.emit(session, DOWN)
    with pytest.raises(SessionNotReadyError) as caught:
        await world.send(session)
    assert caught.value.code is ErrorCode.SESSION_DISCONNECTED
    assert await world.core.storage.messages.unsettled(session) == []


async def test_without_lookup_at_most_one_message_is_under_way(tmp_path: Path) -> None:
    engine = ScriptedEngine(capabilities=frozenset({Capability.SEND_TEXT}))
    async with core_world(tmp_path, engine) as world:
        session = await world.session()
        open_rows: list[int] = []

        async def count(message: OutboundMessage, key: MessageKey) -> SentMessage:
            open_rows.append(len(await world.core.storage.messages.unsettled(session)))
            return await deliver(message, key)

        engine.answers.extend([count] * 5)
        await asyncio.gather(*(world.send(session, str(number)) for number in range(5)))
        assert max(open_rows) <= 2
        assert engine.lookups == []


async def test_a_draining_gateway_finishes_what_is_under_way_and_refuses_the_rest(world: CoreWorld) -> None:
    release = asyncio.Event()

    async def slowly(message: OutboundMessage, key: MessageKey) -> SentMessage:
        await release.wait()
        return await deliver(message, key)

    world.engine.answers.append(slowly)
    session = await world.session()
    under_way = world.send(session)
    await until(lambda: world.engine.at_once == 1)
    draining = asyncio.create_task(world.core.table.drain(2))
    await asyncio.sleep(0)
    with pytest.raises(ServiceUnavailableError):
        await world.send(session, "too late")
    release.set()
    await draining
    assert isinstance(await under_way, SentMessage)


@pytest.mark.parametrize(
    ("state", "found", "end", "sends"),
    [
        (MessageState.SENDING, SendOutcome.SENT, MessageState.SENT, 0),
        (MessageState.SENDING, SendOutcome.ABSENT, MessageState.SENT, 1),
        (MessageState.SENDING, SendOutcome.UNKNOWN, MessageState.UNKNOWN, 0),
        (MessageState.ACCEPTED, SendOutcome.UNKNOWN, MessageState.SENT, 1),
    ],
)
async def test_the_next_start_settles_what_a_crash_left_open(
    tmp_path: Path, state: MessageState, found: SendOutcome, end: MessageState, sends: int
) -> None:
    async with core_world(tmp_path, ScriptedEngine()) as world:
        session = await world.session()
        row = await world.leave_open(session, state)
    engine = ScriptedEngine()
    engine.found.append(found)
    async with core_world(tmp_path, engine) as world:
        await world.until_state(session, row.key, end)
        assert engine.sends == [("left open", row.key)] * sends
        assert len(await world.events("message")) == 1


async def test_a_stale_owner_writes_nothing(tmp_path: Path) -> None:
    async with core_world(tmp_path, ScriptedEngine()) as world:
        session = await world.session()
        record = world.core.table.find(ADMIN, session).live.record
        assert record.lease_until is not None
        taken = await world.core.storage.sessions.claim(
            session,
            owner="node-2",
            now=record.lease_until.replace(year=record.lease_until.year + 1),
            lease_until=record.lease_until.replace(year=record.lease_until.year + 2),
        )
        assert taken is not None
        with pytest.raises(ServiceUnavailableError, match="another gateway"):
            await world.send(session)
        before = len(await world.events())
        await world.engine.emit(session, DOWN)
        assert world.engine.sends == []
        assert len(await world.events()) == before
        stored = await world.core.storage.sessions.get(session)
        assert stored == replace(taken)
