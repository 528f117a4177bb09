"""Sinks are fed from the log: at least once, in order, each on its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from openwa_core.events.pump import SinkPump
from openwa_core.events.pumps import LogSettings, Pumps
from openwa_core.tasks import TaskSupervisor
from openwa_core.testing.clock import FrozenClock
from openwa_core.testing.contracts.storage.samples import NOW, an_event
from openwa_core.testing.fakes.context import FakeContext
from openwa_core.testing.fakes.log import RecordingLog
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.service import Health, HealthStatus
from openwa_hookspecs.sink import EventRejectedError
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage
from tests.support.waiting import until

SESSION = SessionId("sess_1")


@dataclass
class Ledger:
    """A sink that notes what it gets, once `obstacle` has let it through."""

    obstacle: Callable[[Sequence[Event]], None] = lambda _events: None
    taken: list[Event] = field(default_factory=list)
    calls: int = 0

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def health(self) -> Health:
        return Health(details={"taken": len(self.taken)})

    async def deliver(self, events: Sequence[Event]) -> None:
        self.calls += 1
        self.obstacle(events)
        self.taken += events

    @property
    def seqs(self) -> list[int]:
        return [event.seq for event in self.taken]


@dataclass
class Log:
    """A storage, and pumps that read its log."""

    storage: TortoiseStorage
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOW))
    log: RecordingLog = field(default_factory=RecordingLog)

    async def write(self, count: int, *, age_s: float = 0) -> None:
        at = NOW - timedelta(seconds=age_s)
        await self.storage.events.append([an_event(SESSION, time=at) for _ in range(count)])

    def patiently(self, fact: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
        """Let a second pass each time that the fact is asked for."""

        async def ask() -> bool:
            await self.clock.advance(1)
            return fact()

        return ask

    def pump(self, sink: Ledger, name: str = "ledger") -> SinkPump:
        return SinkPump(name=name, sink=sink, storage=self.storage, clock=self.clock, log=self.log)

    @asynccontextmanager
    async def running(self, *pumps: SinkPump, start: str = "beginning") -> AsyncIterator[Pumps]:
        starts = {pump.name: start for pump in pumps}
        settings = LogSettings(max_age_s=3600, max_count=1000, starts=starts)
        all_pumps = Pumps(storage=self.storage, settings=settings, clock=self.clock, log=self.log)
        for pump in pumps:
            all_pumps.add(pump)
        self.storage.listen(all_pumps.wake)
        tasks = TaskSupervisor(self.log)
        await all_pumps.start(tasks)
        yield all_pumps
        await tasks.cancel()


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[Log]:
    config = StorageConfig.model_validate({"url": f"sqlite://{tmp_path / 'openwa.db'}"})
    storage = TortoiseStorage(config, FakeContext())
    await storage.start()
    yield Log(storage)
    await storage.stop()


async def test_sink_gets_every_event_once_and_in_order(log: Log) -> None:
    sink = Ledger()
    await log.write(700)
    async with log.running(log.pump(sink)):
        await log.write(3)
        await until(lambda: len(sink.taken) >= 703)
    assert sink.seqs == list(range(1, 704))


async def test_new_sink_begins_now_unless_told_otherwise(log: Log) -> None:
    await log.write(5)
    sink = Ledger()
    async with log.running(log.pump(sink), start="now"):
        await log.write(2)
        await until(lambda: len(sink.taken) >= 2)
    assert sink.seqs == [6, 7]


async def test_known_sink_goes_on_where_it_was(log: Log) -> None:
    first, second = Ledger(), Ledger()
    await log.write(5)
    async with log.running(log.pump(first)) as pumps:
        await pumps.flush(5)
    await log.write(2)
    async with log.running(log.pump(second), start="now") as pumps:
        await pumps.flush(5)
    assert (first.seqs, second.seqs) == ([1, 2, 3, 4, 5], [6, 7])


async def test_sink_that_fails_gets_all_of_them_again(log: Log) -> None:
    failures = 3

    def fails(_events: Sequence[Event]) -> None:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise ConnectionError("down")

    sink = Ledger(fails)
    await log.write(10)
    pump = log.pump(sink)
    async with log.running(pump) as pumps:
        await until(log.patiently(lambda: len(sink.taken) >= 10))
        await pumps.flush(5)
    assert sink.seqs == list(range(1, 11))
    assert sink.calls == 4
    health = await pump.health()
    assert health.status is HealthStatus.OK
    assert health.details["lastError"] == "ConnectionError: down"


async def test_event_that_is_refused_for_good_is_put_aside_and_the_rest_goes_on(log: Log) -> None:
    def refuses_the_third(events: Sequence[Event]) -> None:
        if any(event.seq == 3 for event in events):
            raise EventRejectedError("too large")

    sink = Ledger(refuses_the_third)
    await log.write(6)
    async with log.running(log.pump(sink)) as pumps:
        await pumps.flush(5)
    assert sink.seqs == [1, 2, 4, 5, 6]
    letters = await log.storage.sinks.dead_letters("ledger", number=1, limit=10)
    assert [(letter.event.seq, letter.error) for letter in letters.items] == [(3, "too large")]


async def test_slow_and_broken_sinks_hold_up_nobody_and_health_names_them(log: Log) -> None:
    def breaks(_events: Sequence[Event]) -> None:
        raise RuntimeError("always")

    healthy, broken = Ledger(), Ledger(breaks)
    pumps = log.pump(healthy, "healthy"), log.pump(broken, "broken")
    await log.write(2, age_s=120)

    async def told() -> bool:
        good, bad = [await pump.health() for pump in pumps]
        return good.details["lagEvents"] == 0 and "lastError" in bad.details

    async with log.running(*pumps):
        await log.write(3)
        await until(lambda: len(healthy.taken) >= 5)
        await until(told)
        good, bad = [await pump.health() for pump in pumps]
    assert (good.status, good.details["lagEvents"]) == (HealthStatus.OK, 0)
    assert (bad.status, bad.details["lagEvents"]) == (HealthStatus.DEGRADED, 5)
    assert bad.details["lagSeconds"] == pytest.approx(120, abs=1)
    assert bad.details["lastError"] == "RuntimeError: always"


async def test_cursor_that_is_set_back_from_outside_makes_a_running_sink_get_them_again(log: Log) -> None:
    sink = Ledger()
    await log.write(4)
    async with log.running(log.pump(sink)) as pumps:
        await pumps.flush(5)
        await log.storage.sinks.rewind("ledger", seq=2, at=NOW)
        await until(lambda: len(sink.taken) >= 6)
    assert sink.seqs == [1, 2, 3, 4, 3, 4]


async def test_pump_survives_a_storage_that_is_away(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    sink, read, away = Ledger(), log.storage.events.read, 2

    async def flaky(*, after: int, wanted: EventFilter, limit: int) -> Sequence[Event]:
        nonlocal away
        away -= 1
        if away >= 0:
            raise ServiceUnavailableError("away")
        return await read(after=after, wanted=wanted, limit=limit)

    monkeypatch.setattr(log.storage.events, "read", flaky)
    await log.write(3)
    pump = log.pump(sink)
    async with log.running(pump):
        await until(lambda: len(sink.taken) >= 3)
    assert (await pump.health()).details["failuresInARow"] == 0


async def test_pump_outlives_what_nobody_expected_of_the_storage(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink, read, odd = Ledger(), log.storage.events.read, 1

    async def fails_once(*, after: int, wanted: EventFilter, limit: int) -> Sequence[Event]:
        nonlocal odd
        odd -= 1
        if odd >= 0:
            raise RuntimeError("a statement was refused")
        return await read(after=after, wanted=wanted, limit=limit)

    monkeypatch.setattr(log.storage.events, "read", fails_once)
    await log.write(3)
    pump = log.pump(sink)
    async with log.running(pump):
        await until(log.patiently(lambda: len(sink.taken) >= 3))
    assert (await pump.health()).details["lastError"] == "RuntimeError: a statement was refused"


async def test_storage_that_is_away_while_a_sink_writes_is_not_the_sinks_failure(log: Log) -> None:
    away = 2

    def writes(_events: Sequence[Event]) -> None:
        nonlocal away
        away -= 1
        if away >= 0:
            raise ServiceUnavailableError("away")

    sink = Ledger(writes)
    await log.write(1)
    pump = log.pump(sink)
    async with log.running(pump):
        await until(lambda: len(sink.taken) >= 1)
        health = await pump.health()
    assert "lastError" not in health.details
    assert log.clock.sleeping == 0


async def test_refusal_after_failures_leaves_the_sink_well(log: Log) -> None:
    failures = 1

    def fails_and_refuses(_events: Sequence[Event]) -> None:
        nonlocal failures
        failures -= 1
        raise ConnectionError("down") if failures >= 0 else EventRejectedError("no")

    await log.write(1)
    pump = log.pump(Ledger(fails_and_refuses))
    async with log.running(pump) as pumps:
        await until(log.patiently(lambda: failures < 0))
        await pumps.flush(5)
        health = await pump.health()
    assert (health.status, health.details["failuresInARow"]) == (HealthStatus.OK, 0)
    assert health.details["deadLetters"] == 1


async def test_secret_in_a_sinks_exception_is_told_to_nobody(log: Log) -> None:
    def breaks(_events: Sequence[Event]) -> None:
        raise ConnectionError("amqp://user:hunter2@broker is down")

    await log.write(1)
    pump = log.pump(Ledger(breaks))
    async with log.running(pump):
        await until(log.patiently(lambda: len(log.log.lines) > 0))
        health = await pump.health()
    assert "hunter2" not in f"{health}{log.log.lines}"


async def test_pruning_outlives_what_nobody_expected(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    async def fails(**_: object) -> int:
        nonlocal calls
        calls += 1
        raise RuntimeError("a statement was refused")

    monkeypatch.setattr(log.storage.events, "prune", fails)
    async with log.running(log.pump(Ledger())):
        for count in (1, 2):
            await log.clock.advance(61)
            await until(lambda count=count: calls >= count)  # type: ignore[misc]


async def test_log_is_pruned_up_to_the_slowest_sink(log: Log) -> None:
    await log.write(5, age_s=7200)
    await log.write(2)
    async with log.running(log.pump(Ledger())) as pumps:
        await pumps.flush(5)
    await log.storage.sinks.rewind("ledger", seq=3, at=NOW)
    assert await pumps.prune() == 3
    await log.storage.sinks.rewind("ledger", seq=7, at=NOW)
    assert await pumps.prune() == 2
    assert await log.storage.events.bounds() == (6, 7)


async def test_flush_gives_up_on_a_sink_that_does_not_take_it(log: Log) -> None:
    def breaks(_events: Sequence[Event]) -> None:
        raise RuntimeError("always")

    await log.write(1)
    async with log.running(log.pump(Ledger(breaks))) as pumps:
        async with asyncio.timeout(5):
            await pumps.flush(0.05)
    assert any("lag behind" in line.event for line in log.log.lines)
