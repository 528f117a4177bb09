import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

import pytest

from openwa_core.testing.clock import FrozenClock
from openwa_core.testing.contracts.storage.samples import an_event
from openwa_core.testing.fakes.log import RecordingLog
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.ids import SessionId
from openwa_storage_tortoise.database import CommitOutcomeUnknownError, Database, StatementRefusedError
from openwa_storage_tortoise.statements import Command, Query, Steps, fetch
from openwa_storage_tortoise.units import Change
from openwa_storage_tortoise.writer import GroupWriter

A = SessionId("sess_a")


class Scripted(Database, Protocol):
    asked: list[Command]
    committed: list[list[Command]]
    breaks: Callable[[Command], Exception | None]
    gate: asyncio.Event


def unit(name: str, events: int = 0) -> Change[str]:
    def steps() -> Steps[str]:
        yield from fetch(name)
        return name

    return Change(steps=steps, events=[an_event(A) for _ in range(events)])


def names(commands: list[Command]) -> list[str]:
    """The units among the commands of one commit."""
    return [command.sql for command in commands if isinstance(command, Query) and not command.parameters]


def breaking(name: str, error: Exception) -> Callable[[Command], Exception | None]:
    return lambda command: error if isinstance(command, Query) and command.sql == name else None


@pytest.fixture
def log() -> RecordingLog:
    return RecordingLog()


@pytest.fixture
async def writer(database: Scripted, log: RecordingLog) -> AsyncIterator[GroupWriter]:
    writer = GroupWriter(database, clock=FrozenClock(), log=log, group_size=4, queue_size=8)
    running = asyncio.create_task(writer.run())
    yield writer
    database.gate.set()
    writer.close()
    await running


async def queue(database: Scripted, writer: GroupWriter, *units: Change[str]) -> list[asyncio.Task[str]]:
    """Hand the units in while a commit is under way, so that all of them wait."""
    database.gate.clear()
    first = asyncio.create_task(writer.write(unit("first")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting = [asyncio.create_task(writer.write(one)) for one in units]
    await asyncio.sleep(0)
    return [first, *waiting]


async def test_what_waits_shares_a_commit_up_to_the_size_of_a_group(
    database: Scripted, writer: GroupWriter
) -> None:
    writing = await queue(database, writer, *(unit(str(number)) for number in range(6)))
    assert writer.depth == 6
    database.gate.set()
    assert await asyncio.gather(*writing) == ["first", "0", "1", "2", "3", "4", "5"]
    assert [names(commit) for commit in database.committed] == [
        ["first"],
        ["0", "1", "2", "3"],
        ["4", "5"],
    ]


async def test_full_queue_refuses_and_keeps_what_waits(database: Scripted, writer: GroupWriter) -> None:
    writing = await queue(database, writer, *(unit(str(number)) for number in range(8)))
    with pytest.raises(ServiceUnavailableError):
        await writer.write(unit("too many"))
    database.gate.set()
    assert len(await asyncio.gather(*writing)) == 9


async def test_faulty_unit_fails_alone(database: Scripted, writer: GroupWriter) -> None:
    fault = StatementRefusedError(ValueError())
    database.breaks = breaking("2", fault)
    writing = await queue(database, writer, *(unit(str(number), events=1) for number in range(4)))
    database.gate.set()
    outcomes = await asyncio.gather(*writing, return_exceptions=True)
    assert outcomes == ["first", "0", "1", fault, "3"]
    assert [names(commit) for commit in database.committed] == [["first"], ["0", "1"], ["3"]]


async def test_unreachable_database_fails_the_group_and_nothing_is_tried_twice(
    database: Scripted, writer: GroupWriter, log: RecordingLog
) -> None:
    lost = CommitOutcomeUnknownError()
    database.breaks = breaking("1", lost)
    writing = await queue(database, writer, *(unit(str(number)) for number in range(3)))
    database.gate.set()
    outcomes = await asyncio.gather(*writing, return_exceptions=True)
    assert outcomes == ["first", lost, lost, lost]
    assert lost.details == {"outcome": "unknown"}
    assert [names(commit) for commit in database.committed] == [["first"]]
    assert writer.refusal == lost.message
    assert [line.event for line in log.lines] == ["writes refused"]
    assert await writer.write(unit("later")) == "later"
    assert writer.refusal is None


async def test_cancelled_caller_leaves_the_writer_and_the_others_alone(
    database: Scripted, writer: GroupWriter
) -> None:
    first, second, third = await queue(database, writer, unit("1"), unit("2"))
    second.cancel()
    first.cancel()
    database.gate.set()
    assert await third == "2"
    assert await writer.write(unit("3")) == "3"


async def test_listeners_hear_of_events_before_the_caller_goes_on(
    database: Scripted, writer: GroupWriter
) -> None:
    told: list[Event] = []
    writer.listen(told.extend)
    await writer.write(unit("1", events=2))
    assert [event.seq for event in told] == [1, 2]


async def test_listener_that_fails_is_logged_and_harms_nobody(writer: GroupWriter, log: RecordingLog) -> None:
    def fail(_: Any) -> None:  # noqa: ANN401
        raise LookupError("broken listener")

    told: list[Event] = []
    writer.listen(fail)
    writer.listen(told.extend)
    assert await writer.write(unit("1", events=1)) == "1"
    assert len(told) == 1
    assert [line.level for line in log.lines] == ["exception"]


async def test_closed_writer_finishes_what_waits_and_takes_no_more(
    database: Scripted, writer: GroupWriter
) -> None:
    writing = await queue(database, writer, unit("1"), unit("2"))
    writer.close()
    with pytest.raises(ServiceUnavailableError):
        await writer.write(unit("late"))
    database.gate.set()
    assert await asyncio.gather(*writing) == ["first", "1", "2"]


async def test_writer_that_is_cancelled_leaves_no_caller_waiting(
    database: Scripted, log: RecordingLog
) -> None:
    writer = GroupWriter(database, clock=FrozenClock(), log=log, group_size=4, queue_size=8)
    running = asyncio.create_task(writer.run())
    writing = await queue(database, writer, unit("1"))
    running.cancel()
    outcomes = await asyncio.gather(*writing, running, return_exceptions=True)
    first, second, _ = outcomes
    assert isinstance(first, CommitOutcomeUnknownError)
    assert isinstance(second, ServiceUnavailableError)
    assert not isinstance(second, CommitOutcomeUnknownError)
