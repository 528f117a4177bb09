"""What the rest of the plugin asks of a database, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_storage_tortoise.statements import Row, Steps

__all__ = ["CommitOutcomeUnknownError", "Database", "StatementRefusedError"]

Result = TypeVar("Result")


class CommitOutcomeUnknownError(ServiceUnavailableError):
    """The connection broke, or the writer was stopped, during the commit: the change took place as a whole or
    not at all. It is not repeated."""

    def __init__(self) -> None:
        super().__init__("The commit was interrupted: whether the change was stored is unknown")
        self.details = {"outcome": "unknown"}


class StatementRefusedError(RuntimeError):
    """The database refused a statement: a fault of ours. It names the kind, and does not repeat the driver's
    words: they quote the values, and the text of a message belongs in no log."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"the database refused a statement: {type(error).__name__}")


class Database(Protocol):
    """One connection that writes and some that read. What cannot be reached, written or waited for any longer
    raises `ServiceUnavailableError`; a statement that the database refuses, `StatementRefusedError`."""

    @property
    def kind(self) -> str:
        """`sqlite` or `postgres`, for health and logs."""
        ...

    async def open(self) -> None:
        """Connect. Raises `ServiceUnavailableError`."""
        ...

    async def close(self) -> None:
        """Let go of all connections; may be called twice."""
        ...

    async def transact(self, steps: Callable[[], Steps[Result]]) -> Result:
        """Run the steps in one transaction and commit. Called by one task only. After
        `ServiceUnavailableError` nothing was written, unless it is a `CommitOutcomeUnknownError`."""
        ...

    async def read(self, sql: str, *parameters: object) -> Sequence[Row]:
        """The rows of one query, outside any transaction of the writer."""
        ...

    async def has_table(self, name: str) -> bool:
        """Whether there is such a table."""
        ...

    def for_tortoise(self) -> dict[str, Any]:
        """The connection as Tortoise's configuration wants it, for migrations."""
        ...
