from typing import Any, Final, Protocol

import pytest

from openwa_core.testing.contracts.storage.samples import an_event
from openwa_hookspecs.models.ids import SessionId
from openwa_storage_tortoise.group import GroupOutcome, run_group
from openwa_storage_tortoise.statements import Command, Each, Epochs, Statement, Steps
from openwa_storage_tortoise.units import Change, GuardedWrite, Unit

A, B = SessionId("sess_a"), SessionId("sess_b")
COLUMNS: Final = (("session_id", "text"), ("key", "text"))
FIRST: Final = Statement(table="t", columns=COLUMNS, sql="FIRST {rows}", identity=("key",))
SECOND: Final = Statement(table="t", columns=COLUMNS, sql="SECOND {rows}", identity=("key",))


class Database(Protocol):
    epochs: dict[str, int]
    asked: list[Command]
    refuses: Any

    def drive(self, steps: Steps[GroupOutcome]) -> GroupOutcome: ...


def write(
    key: str, statement: Statement = FIRST, *, session: SessionId = A, epoch: int = 1, events: int = 0
) -> GuardedWrite:
    return GuardedWrite(
        statement=statement,
        row=(session, key),
        session_id=session,
        epoch=epoch,
        target=key,
        events=[an_event(session) for _ in range(events)],
    )


def change(result: object, events: int = 0) -> Change[object]:
    def steps() -> Steps[object]:
        yield from ()
        return result

    return Change(steps=steps, events=[an_event(A) for _ in range(events)])


def run(database: Database, *units: Unit[Any]) -> GroupOutcome:
    return database.drive(run_group(units))


def batches(database: Database) -> list[tuple[str, list[object]]]:
    """The statements in their order, each with the keys of its rows; the log aside."""
    return [
        (command.statement.sql.split()[0], [row[1] for row in command.rows])
        for command in database.asked
        if isinstance(command, Each) and command.statement.table == "t"
    ]


def test_rows_of_one_statement_go_together(database: Database) -> None:
    outcome = run(database, write("1"), write("2", SECOND), write("3"), write("4", SECOND))
    assert batches(database) == [("FIRST", ["1", "3"]), ("SECOND", ["2", "4"])]
    assert list(outcome.results) == [True] * 4


def test_writes_of_one_row_keep_their_order(database: Database) -> None:
    run(database, write("1", SECOND), write("1"), write("2"), write("1", SECOND))
    assert batches(database) == [("SECOND", ["1"]), ("FIRST", ["2"]), ("FIRST", ["1"]), ("SECOND", ["1"])]


def test_equal_keys_of_two_sessions_are_two_rows(database: Database) -> None:
    run(database, write("1"), write("1", session=B))
    assert batches(database) == [("FIRST", ["1", "1"])]


def test_a_change_stands_between_what_came_before_and_after(database: Database) -> None:
    outcome = run(database, write("1"), change("done"), write("2"), write("3"))
    assert batches(database) == [("FIRST", ["1"]), ("FIRST", ["2", "3"])]
    assert list(outcome.results) == [True, "done", True, True]


def test_epochs_are_asked_again_after_a_change(database: Database) -> None:
    run(database, write("1"), change(True), write("2", session=B))
    asked = [set(command.sessions) for command in database.asked if isinstance(command, Epochs)]
    assert asked == [{A}, {B}]


@pytest.mark.parametrize("epoch", [0, 2], ids=["older", "newer"])
def test_only_the_current_epoch_writes(database: Database, epoch: int) -> None:
    outcome = run(database, write("1", epoch=epoch, events=1), write("2", events=1))
    assert list(outcome.results) == [False, True]
    assert batches(database) == [("FIRST", ["2"])]
    assert len(outcome.events) == 1


def test_unknown_session_writes_nothing(database: Database) -> None:
    outcome = run(database, write("1", session=SessionId("sess_gone"), events=1))
    assert (list(outcome.results), list(outcome.events)) == ([False], [])
    assert batches(database) == []


def test_events_follow_the_order_of_the_units_and_get_numbers(database: Database) -> None:
    units: list[Unit[Any]] = [write("1", SECOND, events=2), change(True, events=1), write("1", events=1)]
    outcome = run(database, *units)
    expected = [event.id for unit in units for event in unit.events]
    assert [event.id for event in outcome.events] == expected
    assert [event.seq for event in outcome.events] == [1, 2, 3, 4]


def test_what_took_no_effect_tells_nothing(database: Database) -> None:
    database.refuses = lambda row: row[1] == "1"
    outcome = run(database, write("1", events=1), change(None, events=1), change(False, events=1))
    assert list(outcome.results) == [False, None, False]
    assert list(outcome.events) == []


def test_without_events_the_log_is_left_alone(database: Database) -> None:
    run(database, write("1"))
    assert len(database.asked) == 2
