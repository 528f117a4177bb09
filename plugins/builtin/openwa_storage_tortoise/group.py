"""A group of units as the steps of one transaction: in stages, then their events in the units' order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from openwa_hookspecs.models.events import Event
from openwa_storage_tortoise.statements import Statement, Steps, each, epochs, fetch
from openwa_storage_tortoise.units import Change, GuardedWrite, Unit, took_effect

__all__ = ["GroupOutcome", "run_group"]

_ADVANCE_LOG = (
    "INSERT INTO log_head (log, seq) VALUES ('events', $1) "
    "ON CONFLICT (log) DO UPDATE SET seq = log_head.seq + excluded.seq RETURNING seq"
)
_WRITE_EVENTS = Statement(
    table="events",
    columns=(
        ("seq", "bigint"),
        ("id", "text"),
        ("session_id", "text"),
        ("chat_id", "text"),
        ("type", "text"),
        ("time", "timestamptz"),
        ("data", "text"),
    ),
    sql=(
        "INSERT INTO events (seq, id, session_id, chat_id, type, time, data) "
        "SELECT seq, id, session_id, chat_id, type, time, data FROM {rows}"
    ),
)

_Stage: TypeAlias = Sequence[int]
"""The places of units that can run together."""


@dataclass(frozen=True, kw_only=True)
class GroupOutcome:
    """A result for each unit, and the events that were written."""

    results: Sequence[Any]
    events: Sequence[Event]


def run_group(units: Sequence[Unit[Any]]) -> Steps[GroupOutcome]:
    """Run the units as if one after the other."""
    results: list[Any] = [False] * len(units)
    for stage in _stages(units):
        first = units[stage[0]]
        if isinstance(first, Change):
            results[stage[0]] = yield from first.steps()
        else:
            writes = {place: unit for place in stage if isinstance(unit := units[place], GuardedWrite)}
            yield from _run_writes(writes, results)
    for unit, result in zip(units, results, strict=True):
        if isinstance(unit, GuardedWrite) and unit.more is not None and took_effect(result):
            yield from unit.more()
    caused = [
        event
        for unit, result in zip(units, results, strict=True)
        if took_effect(result)
        for event in unit.events
    ]
    return GroupOutcome(results=results, events=(yield from _append(caused)))


def _stages(units: Sequence[Unit[Any]]) -> Iterator[_Stage]:
    """Split so that no stage touches a row twice; a `Change` may touch anything and stands alone."""
    waiting: list[list[int]] = []
    depth: dict[tuple[str, str], int] = {}
    for place, unit in enumerate(units):
        if isinstance(unit, Change):
            yield from waiting
            waiting, depth = [], {}
            yield [place]
            continue
        level = depth.get((unit.session_id, unit.target), 0)
        depth[unit.session_id, unit.target] = level + 1
        if level == len(waiting):
            waiting.append([])
        waiting[level].append(place)
    yield from waiting


def _run_writes(writes: dict[int, GuardedWrite], results: list[Any]) -> Steps[None]:
    """Run the writes whose epoch holds, all rows of one statement together."""
    current = yield from epochs({write.session_id for write in writes.values()})
    by_statement: dict[Statement, list[int]] = {}
    for place, write in writes.items():
        if current.get(write.session_id) == write.epoch:
            by_statement.setdefault(write.statement, []).append(place)
    for statement, places in by_statement.items():
        effects = yield from each(statement, [writes[place].row for place in places])
        for place, effect in zip(places, effects, strict=True):
            results[place] = effect


def _append(events: Sequence[Event]) -> Steps[Sequence[Event]]:
    """Write events under the next numbers of the log, whose head stays locked until commit."""
    if not events:
        return ()
    head = yield from fetch(_ADVANCE_LOG, len(events))
    first = head[0][0] - len(events) + 1
    numbered = [replace(event, seq=seq) for seq, event in enumerate(events, first)]
    yield from each(_WRITE_EVENTS, [_row(event) for event in numbered])
    return numbered


def _row(event: Event) -> tuple[object, ...]:
    return (event.seq, event.id, event.session_id, event.chat_id, event.type.value, event.time, event.data)
