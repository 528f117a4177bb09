"""SQLite: one connection that writes, in a thread of its own, and some that read."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_storage_tortoise.database import StatementRefusedError
from openwa_storage_tortoise.statements import Command, Each, Epochs, Query, Row, Steps, for_sqlite

__all__ = ["SqliteDatabase"]

Result = TypeVar("Result")

_OLDEST: Final = (3, 35, 0)
"""RETURNING came with it."""
_REFUSALS: Final = {
    sqlite3.SQLITE_FULL: "The disk of the database is full",
    sqlite3.SQLITE_IOERR: "The disk of the database cannot be read or written",
    sqlite3.SQLITE_BUSY: "Another process holds the database",
    sqlite3.SQLITE_LOCKED: "Another process holds the database",
    sqlite3.SQLITE_READONLY: "The database is read-only",
    sqlite3.SQLITE_CANTOPEN: "The database file cannot be opened",
    sqlite3.SQLITE_PERM: "The database file cannot be opened",
    sqlite3.SQLITE_NOTADB: "The database file is no SQLite database",
    sqlite3.SQLITE_CORRUPT: "The database file is damaged",
    sqlite3.SQLITE_NOMEM: "There is no memory left for the database",
    sqlite3.SQLITE_PROTOCOL: "Another process holds the database",
}

_UNBINDABLE: Final = (UnicodeEncodeError, OverflowError)
"""What the driver raises for a value that no column can hold."""


class SqliteDatabase:
    """A database file in WAL mode; a commit is on the disk when it returns."""

    kind: Final = "sqlite"

    def __init__(self, path: Path, *, readers: int, busy_timeout_ms: int) -> None:
        self._path = path
        self._busy_timeout_ms = busy_timeout_ms
        self._readers = readers
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._writing: ThreadPoolExecutor | None = None
        self._reading: ThreadPoolExecutor | None = None
        self._writer: sqlite3.Connection | None = None

    async def open(self) -> None:
        if sqlite3.sqlite_version_info < _OLDEST:
            raise ServiceUnavailableError(
                f"SQLite 3.35 or newer is needed, this one is {sqlite3.sqlite_version}"
            )
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._reading = ThreadPoolExecutor(self._readers, thread_name_prefix="sqlite-reader")
        await self._run(self._writing, self._open_writer)

    async def close(self) -> None:
        executors = [executor for executor in (self._reading, self._writing) if executor]
        self._reading = self._writing = self._writer = None
        await asyncio.to_thread(self._shut_down, executors)

    async def transact(self, steps: Callable[[], Steps[Result]]) -> Result:
        return await self._run(self._writing, self._transact, steps)

    async def read(self, sql: str, *parameters: object) -> Sequence[Row]:
        return await self._run(self._reading, self._read, for_sqlite(sql), parameters)

    async def has_table(self, name: str) -> bool:
        return bool(await self.read("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", name))

    def for_tortoise(self) -> dict[str, Any]:
        patience_ms = 60_000  # another process may be at the same migration
        credentials = {"file_path": str(self._path), "busy_timeout": patience_ms, "synchronous": "FULL"}
        return {"engine": "tortoise.backends.sqlite", "credentials": credentials}

    async def _run(
        self, executor: ThreadPoolExecutor | None, work: Callable[..., Result], *arguments: object
    ) -> Result:
        if executor is None:
            raise ServiceUnavailableError("The database is closed")
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, work, *arguments)
        except (sqlite3.Error, *_UNBINDABLE) as error:
            raise _translated(error) from None

    def _open_writer(self) -> None:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            reason = f"The database file cannot be opened ({error.strerror})"
            raise ServiceUnavailableError(reason) from error
        self._writer = self._connect()

    def _reader(self) -> sqlite3.Connection:
        """The connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
            connection.execute("PRAGMA query_only = ON")
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            timeout=self._busy_timeout_ms / 1000,
            isolation_level=None,
            check_same_thread=False,  # closed from another thread than it was used in
            cached_statements=256,
        )
        self._opened.append(connection)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _shut_down(self, executors: Iterable[ThreadPoolExecutor]) -> None:
        for executor in executors:
            executor.shutdown(wait=True)
        while self._opened:
            self._opened.pop().close()

    def _read(self, sql: str, parameters: Sequence[object]) -> Sequence[Row]:
        return self._reader().execute(sql, _adapted(parameters)).fetchall()

    def _transact(self, steps: Callable[[], Steps[Result]]) -> Result:
        writer = self._writer
        if writer is None:
            raise ServiceUnavailableError("The database is closed")
        cursor = writer.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        try:
            result = _drive(steps(), cursor)
            cursor.execute("COMMIT")
        finally:
            if writer.in_transaction:
                cursor.execute("ROLLBACK")
        return result


def _drive(steps: Steps[Result], cursor: sqlite3.Cursor) -> Result:
    answer: object = None
    while True:
        try:
            command = steps.send(answer)
        except StopIteration as end:
            result: Result = end.value
            return result
        answer = _answer(command, cursor)


def _answer(command: Command, cursor: sqlite3.Cursor) -> object:
    match command:
        case Query():
            return cursor.execute(for_sqlite(command.sql), _adapted(command.parameters)).fetchall()
        case Each(statement=statement, rows=rows) if not statement.identity:
            cursor.executemany(statement.sqlite, _without_moments(rows, statement.moments))
            return (True,) * len(rows)
        case Each(statement=statement, rows=rows):
            sql = statement.sqlite
            plain = _without_moments(rows, statement.moments)
            return [cursor.execute(sql, row).rowcount == 1 for row in plain]
        case Epochs(sessions=sessions):
            places = ", ".join("?" * len(sessions))
            return dict(
                cursor.execute(f"SELECT id, epoch FROM sessions WHERE id IN ({places})", tuple(sessions))
            )


def _adapted(parameters: Sequence[object]) -> Sequence[Any]:
    """Moments as text that sorts: SQLite has no type for them."""
    return [_moment(value) if isinstance(value, datetime) else value for value in parameters]


def _without_moments(rows: Iterable[tuple[Any, ...]], places: Sequence[int]) -> Iterable[Sequence[Any]]:
    """The same for many rows of which only these places can be moments."""
    if not places:
        return rows
    plain = [list(row) for row in rows]
    for row in plain:
        for place in places:
            if row[place] is not None:
                row[place] = _moment(row[place])
    return plain


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")


def _translated(error: Exception) -> Exception:
    code = getattr(error, "sqlite_errorcode", None)
    reason = None if code is None else _REFUSALS.get(code & 0xFF)
    return StatementRefusedError(error) if reason is None else ServiceUnavailableError(reason)
