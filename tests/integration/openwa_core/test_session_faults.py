"""Sessions when the database is away, the engine misbehaves, or the gateway stops in the middle of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from openwa_core.lifecycle import EXIT_UNAVAILABLE, Lifecycle, StartRefusedError
from openwa_core.services.settings import ServiceSettings
from openwa_hookspecs import hookimpl
from openwa_hookspecs.engine import Capability, Emit
from openwa_hookspecs.errors import ErrorCode, GatewayError, ServiceUnavailableError, SessionNotReadyError
from openwa_hookspecs.gateway import NewSession
from openwa_hookspecs.models.events import EngineEvent, Event, EventType, MessageSeen, StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.messages import Message
from openwa_hookspecs.models.sessions import Account, QrCode, SessionRecord, SessionStatus, StatusReason
from tests.support.core_world import ADMIN, CHAT, CoreWorld, built_core, core_world
from tests.support.flaky_storage import FlakyStorage
from tests.support.scripted_engine import ME, ScriptedEngine
from tests.support.waiting import until

UP = StatusChanged(status=SessionStatus.READY, account=ME)
DOWN = StatusChanged(status=SessionStatus.DISCONNECTED, reason=StatusReason.CONNECTION_LOST)
IMPATIENT = ServiceSettings(close_timeout_s=0.2, query_timeout_s=0.1)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine()) as running:
        yield running


@pytest.fixture
async def impatient(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine(), settings=IMPATIENT) as running:
        yield running


def incoming(body: str = "hi", push_name: str | None = None, key: str = "ABCDEF") -> MessageSeen:
    return MessageSeen(
        message=Message(
            id=MessageId(f"false_{CHAT}_{key}"),
            chat_id=CHAT,
            sender=CHAT,
            recipient=CHAT,
            from_me=False,
            type="chat",
            body=body,
            push_name=push_name,
            wa_timestamp=1_767_225_600,
        )
    )


async def never(*_: object) -> None:
    await asyncio.Event().wait()


# the database


@pytest.mark.parametrize("command", ["stop", "restart", "logout", "delete"])
async def test_a_command_that_cannot_be_stored_leaves_the_session_as_it_was(
    world: CoreWorld, command: str
) -> None:
    session = await world.session()
    world.storage.break_down("sessions.update", "sessions.remove")
    with pytest.raises(ServiceUnavailableError):
        await getattr(world.sessions, command)(ADMIN, session)
    assert world.engine.closed == []
    world.storage.repair()
    await world.send(session)
    await getattr(world.sessions, command)(ADMIN, session)
    assert world.engine.closed == [(session, command in {"logout", "delete"})]


async def test_a_delete_that_breaks_off_can_be_repeated(world: CoreWorld) -> None:
    session = await world.session()
    world.storage.break_down("sessions.remove")
    with pytest.raises(ServiceUnavailableError):
        await world.sessions.delete(ADMIN, session)
    assert world.status(session) is SessionStatus.DISCONNECTED
    world.storage.repair()
    await world.sessions.delete(ADMIN, session)
    assert await world.core.storage.sessions.get(session) is None


async def test_a_create_that_cannot_be_stored_leaves_nothing(world: CoreWorld) -> None:
    world.storage.break_down()
    with pytest.raises(ServiceUnavailableError):
        await world.session()
    world.storage.repair()
    await world.session()
    assert len(world.engine.opened) == 1


async def test_a_failure_to_open_is_told_once_the_database_is_back(world: CoreWorld) -> None:
    async def fail(session: SessionRecord, emit: Emit) -> None:
        world.storage.break_down("sessions.update")
        raise GatewayError(ErrorCode.INTERNAL_ERROR, "There is no Chromium")

    world.engine.opening = fail
    created = await world.sessions.create(ADMIN, NewSession(name="my-bot"))
    await until(lambda: "sessions.update" in world.storage.calls)
    world.storage.repair()
    await until(lambda: world.status(created.id) is SessionStatus.ERROR)


async def test_facts_wait_for_the_database_in_their_order(world: CoreWorld) -> None:
    session = await world.session()
    world.storage.break_down()
    told = asyncio.create_task(tell(world, session, DOWN, incoming(), UP))
    await until(lambda: "sessions.update" in world.storage.calls)
    world.storage.repair()
    await told
    assert world.status(session) is SessionStatus.READY
    kinds = [event.type for event in await world.events()][-4:]
    assert kinds == [
        EventType.SESSION_STATUS,
        EventType.SESSION_DISCONNECTED,
        EventType.MESSAGE_RECEIVED,
        EventType.SESSION_STATUS,
    ]


@pytest.mark.parametrize("is_away", [False, True])
async def test_facts_told_at_once_are_stored_in_their_order(tmp_path: Path, is_away: bool) -> None:
    """However long a plugin takes for one of them, and when all of them have to wait for the database."""

    @hookimpl
    async def before_publish(event: Event) -> None:
        if event.type is EventType.MESSAGE_RECEIVED and '"body":"0"' in event.data:
            await asyncio.sleep(0.02)

    plugins = {"slow": SimpleNamespace(before_publish=before_publish)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        session = await world.session()
        if is_away:
            world.storage.break_down("messages.record")
        facts = [incoming(str(number), key=f"ABCD{number}") for number in range(20)]
        told = asyncio.gather(*(world.engine.emit(session, fact) for fact in facts))
        await until(lambda: world.storage.calls.count("messages.record") >= len(facts))
        world.storage.repair()
        await told
        bodies = [json.loads(event.data)["body"] for event in await world.events("message.received")]
        assert bodies == [str(number) for number in range(20)]


async def tell(world: CoreWorld, session: SessionId, *facts: EngineEvent) -> None:
    for fact in facts:
        await world.engine.emit(session, fact)


async def test_a_gateway_that_cannot_read_its_sessions_refuses_to_start(tmp_path: Path) -> None:
    core = built_core(tmp_path, ScriptedEngine())
    assert isinstance(core.storage, FlakyStorage)
    lifecycle = Lifecycle(core)
    core.storage.break_down("sessions.page")
    try:
        with pytest.raises(StartRefusedError, match="cannot be reached") as caught:
            await lifecycle.start()
        assert caught.value.code == EXIT_UNAVAILABLE
    finally:
        await lifecycle.stop()


# the engine


async def test_an_engine_that_does_not_let_go_cannot_hold_up_a_stop(impatient: CoreWorld) -> None:
    let_go = asyncio.Event()

    async def deaf(session: SessionRecord, emit: Emit) -> None:
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue

    impatient.engine.opening, impatient.engine.closing = deaf, never
    session = (await impatient.sessions.create(ADMIN, NewSession(name="my-bot"))).id
    await until(lambda: impatient.engine.opened == [session])
    try:
        async with asyncio.timeout(5):
            stopped = await impatient.sessions.stop(ADMIN, session)
        assert stopped.reason is StatusReason.STOPPED
    finally:
        let_go.set()


async def test_what_a_closed_opening_emits_does_nothing(world: CoreWorld) -> None:
    session = await world.session()
    late = world.engine.emits[session]
    await world.sessions.restart(ADMIN, session)
    await world.control(session).opened()
    before = len(await world.events())
    for fact in (DOWN, incoming()):
        await late(fact)
    assert len(await world.events()) == before
    assert world.status(session) is SessionStatus.READY


async def test_a_status_under_way_does_not_overtake_a_stop(tmp_path: Path) -> None:
    go_on, waiting = asyncio.Event(), asyncio.Event()

    @hookimpl
    async def before_publish(event: Event) -> None:
        if '"CONNECTING"' in event.data:
            waiting.set()
            await go_on.wait()

    plugins = {"slow": SimpleNamespace(before_publish=before_publish)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        session = await world.session()
        connecting = StatusChanged(status=SessionStatus.CONNECTING)
        told = asyncio.create_task(world.engine.emit(session, connecting))
        await waiting.wait()
        stopping = asyncio.create_task(world.sessions.stop(ADMIN, session))
        await asyncio.sleep(0.02)
        go_on.set()
        await asyncio.gather(told, stopping)
        stored = await world.core.storage.sessions.get(session)
        assert stored is not None
        assert (stored.status, stored.reason) == (SessionStatus.DISCONNECTED, StatusReason.STOPPED)


@pytest.mark.parametrize(
    "garbage",
    [
        "nonsense",
        None,
        StatusChanged(status=cast(SessionStatus, "up")),
        MessageSeen(message=cast(Message, 1)),
    ],
)
async def test_a_fact_that_makes_no_sense_is_logged_and_the_session_goes_on(
    world: CoreWorld, garbage: object
) -> None:
    session = await world.session()
    with capture_logs() as lines:
        await world.engine.emit(session, cast(EngineEvent, garbage))
    assert [line["log_level"] for line in lines] == ["error"]
    await world.engine.emit(session, incoming())
    assert len(await world.events("message.received")) == 1
    await world.send(session)


async def test_text_that_no_database_takes_is_kept_without_the_odd_characters(world: CoreWorld) -> None:
    session = await world.session()
    await world.engine.emit(session, incoming("a\0b\ud83dc 😀", push_name="Zero\0"))
    (seen,) = await world.core.facade.messages.history(ADMIN, session, CHAT, limit=10, before=None)
    assert (seen.body, seen.push_name) == ("a\ufffdb\ufffdc 😀", "Zero\ufffd")
    me = Account(phone_number="628999", push_name="\ud83d", platform=None)
    await world.engine.emit(session, StatusChanged(status=SessionStatus.READY, account=me))
    assert (await world.sessions.get(ADMIN, session)).push_name == "\ufffd"


class Queries(ScriptedEngine):
    """Has QR and history, and answers neither."""

    capabilities = frozenset({Capability.QR, Capability.HISTORY, Capability.SEND_TEXT})
    how: Any = staticmethod(never)

    async def qr(self, session_id: SessionId) -> QrCode | None:
        await self.how()
        return None

    async def history(
        self, session_id: SessionId, chat_id: ChatId, *, limit: int, before: MessageId | None
    ) -> list[Message]:
        await self.how()
        return []


async def fail() -> None:
    raise KeyError("oops")


async def be_cancelled() -> None:
    raise asyncio.CancelledError


@pytest.mark.parametrize("how", [never, fail, be_cancelled])
async def test_history_comes_from_the_store_alone_when_the_engine_does_not_answer(
    tmp_path: Path, how: object
) -> None:
    engine = Queries()
    engine.how = how
    async with core_world(tmp_path, engine, settings=IMPATIENT) as world:
        session = await world.session()
        await world.engine.emit(session, incoming())
        shown = await world.core.facade.messages.history(ADMIN, session, CHAT, limit=10, before=None)
        assert [message.body for message in shown] == ["hi"]


@pytest.mark.parametrize("how", [never, be_cancelled])
async def test_a_qr_that_the_engine_does_not_give_in_time_is_unavailable(tmp_path: Path, how: object) -> None:
    engine = Queries(opens=SessionStatus.QR_READY)
    engine.how = how
    async with core_world(tmp_path, engine, settings=IMPATIENT) as world:
        session = await world.session()
        with pytest.raises(ServiceUnavailableError):
            await world.sessions.qr(ADMIN, session)


# starting and stopping


async def test_sessions_that_wait_for_their_turn_are_initializing(tmp_path: Path) -> None:
    async with core_world(tmp_path, ScriptedEngine()) as world:
        first, second = await world.session("first"), await world.session("second")
    engine = ScriptedEngine(opening=never)
    async with core_world(tmp_path, engine) as world:
        await until(lambda: engine.opened == [first])
        page = await world.sessions.page(ADMIN, status=SessionStatus.INITIALIZING, number=1, limit=10)
        assert [record.id for record in page.items] == [first, second]
        with pytest.raises(SessionNotReadyError) as caught:
            await world.send(second)
        assert caught.value.code is ErrorCode.SESSION_INITIALIZING


async def test_a_stop_during_the_resume_opens_nothing_more(tmp_path: Path) -> None:
    async with core_world(tmp_path, ScriptedEngine()) as world:
        first, second = await world.session("first"), await world.session("second")
    engine = ScriptedEngine(opening=never)
    async with core_world(tmp_path, engine) as world:
        await until(lambda: engine.opened == [first])
    assert engine.opened == [first]
    assert set(engine.closed) == {(first, False), (second, False)}


async def test_sessions_close_at_once_and_one_that_hangs_holds_up_nobody(tmp_path: Path) -> None:
    all_closing = asyncio.Event()

    async def together(session: SessionId, logout: bool) -> None:
        if len(engine.closed) == len(ids):
            all_closing.set()
        await all_closing.wait()
        if session == ids[2]:
            await never()

    engine = ScriptedEngine(closing=together)
    async with core_world(tmp_path, engine, settings=ServiceSettings(close_timeout_s=0.5)) as world:
        ids = [await world.session(f"bot-{number}") for number in range(5)]
    assert all_closing.is_set()
    async with core_world(tmp_path, ScriptedEngine(), owner="node-2") as world:
        await until(lambda: len(world.engine.opened) == 5)


async def test_a_refused_command_is_the_callers_and_no_fault_in_the_log(world: CoreWorld) -> None:
    world.engine.opens = SessionStatus.QR_READY
    session = await world.session()
    with capture_logs() as lines, pytest.raises(SessionNotReadyError):
        await world.sessions.logout(ADMIN, session)
    await asyncio.sleep(0)
    assert lines == []


async def test_a_caller_who_hangs_up_does_not_stop_a_create(world: CoreWorld) -> None:
    caller = asyncio.create_task(world.sessions.create(ADMIN, NewSession(name="my-bot")))
    await asyncio.sleep(0)
    caller.cancel()
    await until(lambda: len(world.engine.opened) == 1)
    page = await world.sessions.page(ADMIN, status=None, number=1, limit=10)
    assert (await world.sessions.get(ADMIN, page.items[0].id)).name == "my-bot"
