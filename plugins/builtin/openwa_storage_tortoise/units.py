"""The unit of work: a change that takes place as a whole or not at all, and the events that it causes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from openwa_hookspecs.models.events import Event
from openwa_storage_tortoise.statements import Statement, Steps

__all__ = ["Change", "GuardedWrite", "Unit", "took_effect"]

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True, slots=True)
class Change(Generic[Result]):
    """Any steps; the events are written unless they end in None or False."""

    steps: Callable[[], Steps[Result]]
    events: Sequence[Event] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardedWrite:
    """One row of a statement, under an epoch: the hot kind, of which the same statement takes many at once.

    `target` is the row that it reads or writes: two writes of one target keep their order.
    """

    statement: Statement
    row: tuple[object, ...]
    session_id: str
    epoch: int
    target: str
    events: Sequence[Event] = ()
    more: Callable[[], Steps[None]] | None = None
    """What is written as well, if this takes effect."""


Unit: TypeAlias = Change[Result] | GuardedWrite


def took_effect(result: object) -> bool:
    """Whether the result of a unit says that something changed."""
    return result is not None and result is not False
