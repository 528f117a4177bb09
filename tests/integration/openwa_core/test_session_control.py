"""Commands on sessions, through the services: what callers are told, and what the engine is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from openwa_hookspecs.engine import Capability, Emit
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    ErrorCode,
    ForbiddenError,
    GatewayError,
    InvalidChatIdError,
    ServiceUnavailableError,
    SessionExistsError,
    SessionLimitReachedError,
    SessionNotFoundError,
    SessionNotReadyError,
    ValidationFailedError,
)
from openwa_hookspecs.gateway import NewSession
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.events import QrChanged, StatusChanged
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.sessions import QrCode, SessionRecord, SessionStatus, StatusReason
from tests.support.core_world import ADMIN, CHAT, CoreWorld, built_core, core_world
from tests.support.scripted_engine import ME, ScriptedEngine
from tests.support.waiting import until

HELLO = OutboundMessage(chat_id=CHAT, content=Text(text="hello"))
VIEWER = replace(ADMIN, role=Role.VIEWER)
QR = QrChanged(qr=QrCode(code="2@abc,def,ghi"))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine()) as running:
        yield running


async def never(*_: object) -> None:
    await asyncio.Event().wait()


async def record(world: CoreWorld, session: SessionId) -> SessionRecord:
    """As the database has it, which is to be what callers see."""
    stored = await world.core.storage.sessions.get(session)
    assert stored is not None
    assert await world.sessions.get(ADMIN, session) == stored
    return stored


async def test_create_answers_at_once_and_the_engine_boots_behind_it(world: CoreWorld) -> None:
    world.engine.opening = never
    created = await world.sessions.create(ADMIN, NewSession(name="my-bot"))
    assert (created.status, created.engine) == (SessionStatus.INITIALIZING, "scripted")
    with pytest.raises(SessionNotReadyError) as caught:
        await world.core.facade.messages.send(ADMIN, created.id, HELLO)
    assert caught.value.code is ErrorCode.SESSION_INITIALIZING


async def test_a_second_start_leaves_a_running_session_alone(world: CoreWorld) -> None:
    session = await world.session()
    await asyncio.gather(*(world.sessions.start(ADMIN, session) for _ in range(3)))
    assert world.engine.opened == [session]
    assert world.status(session) is SessionStatus.READY


async def test_two_starts_at_once_open_once(world: CoreWorld) -> None:
    session = await world.session()
    await world.sessions.stop(ADMIN, session)
    await asyncio.gather(*(world.sessions.start(ADMIN, session) for _ in range(3)))
    await world.control(session).opened()
    assert world.engine.opened == [session] * 2


async def test_stop_wins_over_a_start_under_way(world: CoreWorld) -> None:
    world.engine.opening = never
    session = (await world.sessions.create(ADMIN, NewSession(name="my-bot"))).id
    await until(lambda: world.engine.opened == [session])
    stopped = await world.sessions.stop(ADMIN, session)
    assert (stopped.status, stopped.reason, stopped.wanted) == (
        SessionStatus.DISCONNECTED,
        StatusReason.STOPPED,
        False,
    )
    assert world.engine.closed == [(session, False)]
    assert await record(world, session) == stopped


async def test_delete_wins_over_a_start_under_way(world: CoreWorld) -> None:
    world.engine.opening = never
    session = (await world.sessions.create(ADMIN, NewSession(name="my-bot"))).id
    await until(lambda: world.engine.opened == [session])
    await world.sessions.delete(ADMIN, session)
    assert world.engine.closed == [(session, True)]
    with pytest.raises(SessionNotFoundError):
        await world.sessions.get(ADMIN, session)
    assert await world.core.storage.sessions.get(session) is None


@pytest.mark.parametrize("command", ["start", "restart", "stop", "logout", "delete"])
async def test_a_command_behind_a_delete_finds_nothing(world: CoreWorld, command: str) -> None:
    session = await world.session()
    closed = asyncio.Event()

    async def slowly(session: SessionId, logout: bool) -> None:
        await closed.wait()

    world.engine.closing = slowly
    deleting = asyncio.create_task(world.sessions.delete(ADMIN, session))
    await until(lambda: world.engine.closed == [(session, True)])
    behind = asyncio.create_task(getattr(world.sessions, command)(ADMIN, session))
    await asyncio.sleep(0)
    closed.set()
    await deleting
    with pytest.raises(SessionNotFoundError):
        await behind
    assert world.engine.opened == [session]


async def test_a_failed_session_says_why_and_starts_again(world: CoreWorld) -> None:
    async def fail(session: SessionRecord, emit: Emit) -> None:
        raise GatewayError(ErrorCode.INTERNAL_ERROR, "There is no Chromium")

    world.engine.opening = fail
    session = await world.session()
    failed = await record(world, session)
    assert (failed.status, failed.reason, failed.detail) == (
        SessionStatus.ERROR,
        StatusReason.ENGINE_FAILED,
        "There is no Chromium",
    )
    await until(lambda: world.engine.closed == [(session, False)])
    world.engine.opening = None
    await world.sessions.start(ADMIN, session)
    await world.control(session).opened()
    recovered = await record(world, session)
    assert (recovered.status, recovered.reason, recovered.detail) == (SessionStatus.READY, None, None)


@pytest.mark.parametrize("fault", [KeyError("oops"), asyncio.CancelledError()])
async def test_whatever_an_engine_raises_while_opening_the_session_is_failed(
    world: CoreWorld, fault: BaseException
) -> None:
    async def fail(session: SessionRecord, emit: Emit) -> None:
        raise fault

    world.engine.opening = fail
    session = await world.session()
    assert world.status(session) is SessionStatus.ERROR


async def test_restart_closes_and_opens(world: CoreWorld) -> None:
    session = await world.session()
    restarted = await world.sessions.restart(ADMIN, session)
    assert restarted.status is SessionStatus.INITIALIZING
    await world.control(session).opened()
    assert world.engine.closed == [(session, False)]
    assert world.engine.opened == [session] * 2
    assert world.status(session) is SessionStatus.READY


async def test_logout_unlinks_and_forgets_the_account(world: CoreWorld) -> None:
    session = await world.session()
    await world.sessions.logout(ADMIN, session)
    gone = await record(world, session)
    assert (gone.status, gone.reason, gone.phone_number) == (
        SessionStatus.DISCONNECTED,
        StatusReason.LOGGED_OUT,
        None,
    )
    assert world.engine.closed == [(session, True)]
    assert len(await world.events("session.disconnected")) == 1


async def test_logout_of_a_session_that_is_not_connected_is_refused(world: CoreWorld) -> None:
    world.engine.opens = SessionStatus.QR_READY
    session = await world.session()
    with pytest.raises(SessionNotReadyError) as caught:
        await world.sessions.logout(ADMIN, session)
    assert caught.value.code is ErrorCode.SESSION_NOT_READY
    assert world.engine.closed == []
    await world.engine.emit(
        session, StatusChanged(status=SessionStatus.DISCONNECTED, reason=StatusReason.LOGGED_OUT)
    )
    with pytest.raises(SessionNotReadyError) as caught:
        await world.sessions.logout(ADMIN, session)
    assert caught.value.code is ErrorCode.SESSION_LOGGED_OUT


async def test_a_logout_that_the_engine_could_not_do_is_no_success(world: CoreWorld) -> None:
    async def fail(session: SessionId, logout: bool) -> None:
        raise RuntimeError("the page is gone")

    session = await world.session()
    world.engine.closing = fail
    with pytest.raises(ServiceUnavailableError):
        await world.sessions.logout(ADMIN, session)
    left = await record(world, session)
    assert (left.status, left.reason, left.phone_number) == (
        SessionStatus.DISCONNECTED,
        StatusReason.STOPPED,
        ME.phone_number,
    )


async def test_an_expired_qr_frees_the_engine_and_the_next_start_shows_another(world: CoreWorld) -> None:
    world.engine.opens = SessionStatus.QR_READY
    session = await world.session()
    expired = StatusChanged(status=SessionStatus.DISCONNECTED, reason=StatusReason.QR_EXPIRED)
    await world.engine.emit(session, expired)
    await until(lambda: world.engine.closed == [(session, False)])
    with pytest.raises(SessionNotReadyError) as caught:
        await world.core.facade.messages.send(ADMIN, session, HELLO)
    assert caught.value.code is ErrorCode.SESSION_QR_EXPIRED
    await world.sessions.start(ADMIN, session)
    await world.control(session).opened()
    assert world.status(session) is SessionStatus.QR_READY


async def test_a_code_on_display_means_that_no_account_is_linked(world: CoreWorld) -> None:
    session = await world.session()
    assert (await record(world, session)).phone_number == ME.phone_number
    await world.engine.emit(session, QR)
    assert (await record(world, session)).phone_number is None
    await world.engine.emit(session, StatusChanged(status=SessionStatus.READY, account=ME))
    assert len(await world.events("session.authenticated")) == 2


async def test_a_session_whose_engine_is_not_in_the_yaml_fails_and_says_so(tmp_path: Path) -> None:
    async with core_world(tmp_path, ScriptedEngine()) as world:
        session = await world.session()
    async with core_world(tmp_path, ScriptedEngine(), engine_name="another") as world:
        await until(lambda: world.status(session) is SessionStatus.ERROR)
        assert "'scripted' is not in the configuration" in ((await record(world, session)).detail or "")
        with pytest.raises(SessionNotReadyError):
            await world.core.facade.messages.send(ADMIN, session, HELLO)
        _, capabilities = await world.sessions.capabilities(ADMIN, session)
        assert capabilities == frozenset[Capability]()
        await world.sessions.delete(ADMIN, session)


async def test_the_limit_of_sessions_holds_for_creates_at_once(world: CoreWorld) -> None:
    outcomes = await asyncio.gather(
        *(world.sessions.create(ADMIN, NewSession(name=f"bot-{number}")) for number in range(7)),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, SessionLimitReachedError)]
    assert [error.details for error in refused] == [{"limit": 5}] * 2


async def test_a_taken_name_is_refused_and_uses_up_nothing(world: CoreWorld) -> None:
    await world.session()
    for _ in range(6):
        with pytest.raises(SessionExistsError):
            await world.sessions.create(ADMIN, NewSession(name="my-bot"))
    await world.session("other-bot")
    assert len(world.engine.opened) == 2


async def test_bad_names_and_unknown_engines_are_named(world: CoreWorld) -> None:
    with pytest.raises(ValidationFailedError, match="name"):
        await world.sessions.create(ADMIN, NewSession(name="no spaces"))
    with pytest.raises(ValidationFailedError, match="engine: must be one of: scripted"):
        await world.sessions.create(ADMIN, NewSession(name="my-bot", engine="carrier-pigeon"))


async def test_pages_and_status_filter(world: CoreWorld) -> None:
    ids = [await world.session(f"bot-{number}") for number in range(4)]
    await world.sessions.stop(ADMIN, ids[1])
    first = await world.sessions.page(ADMIN, status=None, number=1, limit=3)
    assert ([each.id for each in first.items], first.total, first.count) == (ids[:3], 4, 2)
    second = await world.sessions.page(ADMIN, status=None, number=2, limit=3)
    assert [each.id for each in second.items] == ids[3:]
    ready = await world.sessions.page(ADMIN, status=SessionStatus.READY, number=1, limit=10)
    assert [each.id for each in ready.items] == [ids[0], *ids[2:]]


async def test_a_key_for_some_sessions_finds_no_other(world: CoreWorld) -> None:
    mine, other = await world.session("mine"), await world.session("other")
    scoped = Principal(name="scoped", role=Role.ADMIN, sessions=frozenset({mine}))
    assert (await world.sessions.get(scoped, mine)).id == mine
    page = await world.sessions.page(scoped, status=None, number=1, limit=10)
    assert [each.id for each in page.items] == [mine]
    missing = SessionId("sess_missing")
    for session in (other, missing):
        for work in (
            world.sessions.get(scoped, session),
            world.sessions.stop(scoped, session),
            world.sessions.delete(scoped, session),
            world.core.facade.messages.send(scoped, session, HELLO),
        ):
            with pytest.raises(SessionNotFoundError) as caught:
                await work
            assert caught.value.details == {"sessionId": session}
    assert world.engine.closed == []


async def test_a_viewer_reads_and_does_nothing_else(world: CoreWorld) -> None:
    session = await world.session()
    await world.sessions.get(VIEWER, session)
    await world.core.facade.messages.history(VIEWER, session, CHAT, limit=10, before=None)
    for work in (
        world.core.facade.messages.send(VIEWER, session, HELLO),
        world.sessions.create(VIEWER, NewSession(name="other-bot")),
        world.sessions.stop(VIEWER, session),
        world.sessions.qr(VIEWER, session),
    ):
        with pytest.raises(ForbiddenError):
            await work
    assert world.engine.sends == []


async def test_a_malformed_request_is_refused_before_the_session_is_looked_up(world: CoreWorld) -> None:
    missing, nobody = SessionId("sess_missing"), ChatId("nobody")
    with pytest.raises(InvalidChatIdError):
        await world.core.facade.messages.send(ADMIN, missing, replace(HELLO, chat_id=nobody))
    with pytest.raises(InvalidChatIdError):
        await world.core.facade.messages.history(ADMIN, missing, nobody, limit=10, before=None)


async def test_an_engine_without_qr_says_that_it_cannot(world: CoreWorld) -> None:
    session = await world.session()
    with pytest.raises(CapabilityNotSupportedError):
        await world.sessions.qr(ADMIN, session)
    with pytest.raises(CapabilityNotSupportedError):
        await world.sessions.pairing_code(ADMIN, session, "628123456789")


async def test_a_gateway_that_stops_begins_nothing(world: CoreWorld) -> None:
    session = await world.session()
    await world.core.table.drain(1)
    for work in (
        world.sessions.create(ADMIN, NewSession(name="other-bot")),
        world.sessions.start(ADMIN, session),
        world.sessions.restart(ADMIN, session),
    ):
        with pytest.raises(ServiceUnavailableError, match="stopping"):
            await work
    with pytest.raises(ServiceUnavailableError, match="stopping"):
        await world.control(session).lane.send(HELLO)


async def test_a_gateway_that_has_not_started_says_so(tmp_path: Path) -> None:
    gateway = built_core(tmp_path, ScriptedEngine()).facade
    for work in (
        gateway.sessions.create(ADMIN, NewSession(name="too-early")),
        gateway.sessions.get(ADMIN, SessionId("sess_missing")),
    ):
        with pytest.raises(ServiceUnavailableError, match="starting"):
            await work
