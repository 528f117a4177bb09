"""What a write asks of the database, free of I/O: a generator yields commands and is sent their answers.

One thread hop runs a whole SQLite transaction this way, and the same generator awaits its way through
PostgreSQL. Statements are written once, in the SQL that both understand, with `$1` placeholders."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, TypeVar

__all__ = [
    "Command",
    "Each",
    "Epochs",
    "Query",
    "Row",
    "Statement",
    "Steps",
    "each",
    "epochs",
    "fetch",
    "for_sqlite",
]

Row: TypeAlias = Sequence[Any]
"""A result row; both drivers' rows unpack by position."""


@dataclass(frozen=True, slots=True)
class Query:
    """One statement with its parameters; the answer is its rows."""

    sql: str
    parameters: tuple[object, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Statement:
    """A statement for many rows at once, in which `{rows}` stands for them as a table `u` of `columns`.

    `identity` names the columns of `table`, and of `u`, that tell a written row; without it nobody asks which
    rows took effect.
    """

    table: str
    columns: tuple[tuple[str, str], ...]
    """Names with PostgreSQL's types."""
    sql: str
    identity: tuple[str, ...] = ()

    @cached_property
    def sqlite(self) -> str:
        """For one row, whose effect is its row count."""
        row = ", ".join(f"?{place} AS {name}" for place, (name, _) in enumerate(self.columns, 1))
        return self.sql.replace("{rows}", f"(SELECT {row}) AS u")

    @cached_property
    def postgres(self) -> str:
        """For any number of rows, as one array a column; answers the identities of those that took effect."""
        arrays = ", ".join(f"${place}::{kind}[]" for place, (_, kind) in enumerate(self.columns, 1))
        names = ", ".join(name for name, _ in self.columns)
        sql = self.sql.replace("{rows}", f"unnest({arrays}) AS u({names})")
        wanted = ", ".join(f"{self.table}.{name}" for name in self.identity)
        return f"{sql} RETURNING {wanted}" if wanted else sql

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Where `identity` stands in a row."""
        names = [name for name, _ in self.columns]
        return tuple(names.index(name) for name in self.identity)

    @cached_property
    def moments(self) -> tuple[int, ...]:
        """Where a row has moments."""
        return tuple(place for place, (_, kind) in enumerate(self.columns) if kind == "timestamptz")


@dataclass(frozen=True, slots=True)
class Each:
    """A statement for these rows; the answer says of each whether it took effect."""

    statement: Statement
    rows: Sequence[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Epochs:
    """Ask for the epochs of sessions and hold them until commit; the answer has those that exist."""

    sessions: Collection[str]


Command: TypeAlias = Query | Each | Epochs
Result = TypeVar("Result")
Steps: TypeAlias = Generator[Command, Any, Result]


def fetch(sql: str, *parameters: object) -> Steps[Sequence[Row]]:
    """The rows of one statement."""
    rows: Sequence[Row] = yield Query(sql, parameters)
    return rows


def each(statement: Statement, rows: Sequence[tuple[object, ...]]) -> Steps[Sequence[bool]]:
    """Whether each row took effect."""
    effects: Sequence[bool] = yield Each(statement, rows)
    return effects


def epochs(sessions: Collection[str]) -> Steps[dict[str, int]]:
    """The epochs of those sessions that exist, held until commit."""
    found: dict[str, int] = yield Epochs(sessions)
    return found


@lru_cache(maxsize=256)
def for_sqlite(sql: str) -> str:
    """The statement with SQLite's numbered placeholders."""
    return re.sub(r"\$(\d+)", r"?\1", sql)
