"""Two gateways, each with its own data directory, on one database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from openwa_hookspecs.engine import Emit
from openwa_hookspecs.errors import ServiceUnavailableError, SessionNotFoundError
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus, StatusReason
from tests.support.core_world import ADMIN, CoreWorld, core_world
from tests.support.scripted_engine import ScriptedEngine
from tests.support.waiting import until

DOWN = StatusChanged(status=SessionStatus.DISCONNECTED, reason=StatusReason.CONNECTION_LOST)


@pytest.fixture
async def first(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine(), owner="node-1", lease_s=1) as world:
        yield world


@pytest.fixture
async def second(first: CoreWorld, tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine(), owner="node-2", lease_s=1) as world:
        yield world


def knows(world: CoreWorld, session: SessionId) -> bool:
    try:
        world.control(session)
    except SessionNotFoundError:
        return False
    return True


async def taken_by(owner: str, world: CoreWorld, session: SessionId) -> None:
    """Another gateway takes the session over, as after a pause of ours that was longer than the lease."""
    record = await world.core.storage.sessions.get(session)
    assert record is not None
    assert record.lease_until is not None
    far = record.lease_until.replace(year=record.lease_until.year + 1)
    assert await world.core.storage.sessions.claim(session, owner=owner, now=far, lease_until=far)


async def test_a_session_of_another_gateway_is_listed_and_its_commands_answer_503(
    first: CoreWorld, second: CoreWorld
) -> None:
    session = await first.session()
    await until(lambda: knows(second, session))
    page = await second.sessions.page(ADMIN, status=None, number=1, limit=10)
    assert [record.id for record in page.items] == [session]
    for work in (
        second.send(session),
        second.sessions.start(ADMIN, session),
        second.sessions.stop(ADMIN, session),
        second.sessions.logout(ADMIN, session),
        second.sessions.delete(ADMIN, session),
        second.sessions.qr(ADMIN, session),
        second.sessions.pairing_code(ADMIN, session, "628123456789"),
    ):
        with pytest.raises(ServiceUnavailableError, match="another gateway") as caught:
            await work
        assert caught.value.retry_after_s == 1
    assert second.engine.opened == []
    assert second.engine.closed == []


async def test_what_the_other_gateway_does_is_seen(first: CoreWorld, second: CoreWorld) -> None:
    session = await first.session()
    await until(lambda: knows(second, session))
    await first.sessions.stop(ADMIN, session)
    await until(lambda: second.status(session) is SessionStatus.DISCONNECTED)
    await first.sessions.delete(ADMIN, session)
    await until(lambda: not knows(second, session))


async def test_a_gateway_that_ends_in_order_is_replaced_at_once(first: CoreWorld, tmp_path: Path) -> None:
    async with core_world(tmp_path, ScriptedEngine(), owner="node-2", lease_s=30) as second:
        session = await second.session()
        await until(lambda: knows(first, session))
    await until(lambda: first.control(session).live.is_ready)
    assert first.engine.opened == [session]
    await first.send(session)


async def test_whoever_loses_a_session_frees_its_engine_and_writes_nothing(first: CoreWorld) -> None:
    session = await first.session()
    await taken_by("node-9", first, session)
    before = await first.core.storage.sessions.get(session)
    await first.engine.emit(session, DOWN)
    await until(lambda: first.engine.closed == [(session, False)])
    assert await first.core.storage.sessions.get(session) == before
    with pytest.raises(ServiceUnavailableError, match="another gateway"):
        await first.sessions.start(ADMIN, session)
    assert first.engine.opened == [session]


async def test_a_quiet_session_that_is_lost_is_noticed_by_the_next_renewal(first: CoreWorld) -> None:
    session = await first.session()
    await taken_by("node-9", first, session)
    await until(lambda: first.engine.closed == [(session, False)])
    with pytest.raises(ServiceUnavailableError, match="another gateway"):
        await first.send(session)


async def test_a_session_that_another_gateway_removed_is_forgotten_and_freed(first: CoreWorld) -> None:
    session = await first.session()
    record = await first.core.storage.sessions.get(session)
    assert record is not None
    await first.core.storage.sessions.remove(session, epoch=record.epoch, events=())
    await until(lambda: not knows(first, session))
    await until(lambda: first.engine.closed == [(session, False)])


async def test_a_slow_engine_does_not_hold_up_the_renewal_of_leases(first: CoreWorld, tmp_path: Path) -> None:
    async def never(session: SessionRecord, emit: Emit) -> None:
        await asyncio.Event().wait()

    own = await first.session("own")
    async with core_world(tmp_path, ScriptedEngine(), owner="node-2", lease_s=1) as second:
        other = await second.session("other")
        await until(lambda: knows(first, other))
        first.engine.opening = never
    await until(lambda: first.engine.opened == [own, other])
    renewals = first.storage.calls.count("sessions.renew")
    await until(lambda: first.storage.calls.count("sessions.renew") >= renewals + 2)


async def test_leases_are_renewed_again_after_whatever_the_storage_raised(first: CoreWorld) -> None:
    first.storage.fault = RuntimeError("the database refused a statement")
    first.storage.break_down("sessions.renew")
    await until(lambda: "sessions.renew" in first.storage.calls)
    first.storage.repair()
    renewals = first.storage.calls.count("sessions.renew")
    await until(lambda: first.storage.calls.count("sessions.renew") > renewals)
