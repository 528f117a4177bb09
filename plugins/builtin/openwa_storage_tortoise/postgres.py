"""PostgreSQL over asyncpg: one connection that writes, and a pool that reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

import asyncpg

from openwa_hookspecs.context import Clock
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_storage_tortoise.database import CommitOutcomeUnknownError, StatementRefusedError
from openwa_storage_tortoise.statements import Command, Each, Epochs, Query, Row, Steps

__all__ = ["PostgresDatabase"]

Result = TypeVar("Result")

_LOST: Final = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
_CUT: Final = (
    ConnectionResetError,
    asyncpg.AdminShutdownError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,
)
"""Of `_LOST`: what a connection says that the server ended before it was asked; a read may be repeated."""
_REFUSED: Final = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ObjectNotInPrerequisiteStateError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
)
_FIRST_BACKOFF_S: Final = 0.1
_LONGEST_BACKOFF_S: Final = 5.0


class PostgresDatabase:
    """A database on a server. A lost connection is made anew, at growing intervals while that fails."""

    kind: Final = "postgres"

    def __init__(self, url: str, *, clock: Clock, readers: int, timeout_s: float) -> None:
        self._url = url
        self._clock = clock
        self._readers = readers
        self._timeout_s = timeout_s
        self._pool: asyncpg.Pool | None = None
        self._writer: asyncpg.Connection | None = None
        self._backoff_s = 0.0
        self._retry_at = 0.0

    async def open(self) -> None:
        async with _translating():
            self._pool = await asyncpg.create_pool(
                min_size=1, max_size=self._readers, reset=_leave_alone, **self._options()
            )
            self._writer = await self._connect()

    async def close(self) -> None:
        pool, writer, self._pool, self._writer = self._pool, self._writer, None, None
        for closing in (writer, pool):
            if closing is None:
                continue
            try:
                await asyncio.wait_for(closing.close(), 5)
            except _LOST:
                closing.terminate()

    async def transact(self, steps: Callable[[], Steps[Result]]) -> Result:
        async with _translating():
            connection = await self._connected()
            try:
                await connection.execute("BEGIN")
                result = await _drive(steps(), connection)
            except BaseException as error:
                await _abandon(connection, error)
                raise
            await _commit(connection)
            return result

    async def read(self, sql: str, *parameters: object) -> Sequence[Row]:
        if self._pool is None:
            raise ServiceUnavailableError("The database is closed")
        rows: Sequence[Row]
        async with _translating():
            try:
                rows = await self._pool.fetch(sql, *parameters)
            except _CUT:
                # The others were cut off with it, most likely by a restart of the server.
                await self._pool.expire_connections()
                rows = await self._pool.fetch(sql, *parameters)
        return rows

    async def has_table(self, name: str) -> bool:
        return (await self.read("SELECT to_regclass($1) IS NOT NULL", name))[0][0] is True

    def for_tortoise(self) -> dict[str, Any]:
        return {"engine": "openwa_storage_tortoise.tortoise_client", "credentials": {"dsn": self._url}}

    def _options(self) -> dict[str, Any]:
        return {
            "dsn": self._url,
            "timeout": self._timeout_s,
            "command_timeout": self._timeout_s,
            "server_settings": {"application_name": "openwa"},
        }

    async def _connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(**self._options())

    async def _connected(self) -> asyncpg.Connection:
        """The writing connection, made anew when it is lost; refuses at once until the next try is due."""
        if self._writer is not None and not self._writer.is_closed():
            return self._writer
        if self._pool is None or self._clock.monotonic() < self._retry_at:
            raise ServiceUnavailableError("The database cannot be reached")
        try:
            self._writer = await self._connect()
        except (*_LOST, *_REFUSED):
            self._backoff_s = min(max(2 * self._backoff_s, _FIRST_BACKOFF_S), _LONGEST_BACKOFF_S)
            self._retry_at = self._clock.monotonic() + self._backoff_s
            raise
        self._backoff_s = 0.0
        return self._writer


async def _leave_alone(_: asyncpg.Connection) -> None:
    """Reads change nothing that the pool would have to reset; the reset costs as much as a read."""


async def _drive(steps: Steps[Result], connection: asyncpg.Connection) -> Result:
    answer: object = None
    while True:
        try:
            command = steps.send(answer)
        except StopIteration as end:
            result: Result = end.value
            return result
        answer = await _answer(command, connection)


async def _answer(command: Command, connection: asyncpg.Connection) -> object:
    match command:
        case Query(sql=sql, parameters=parameters):
            return await connection.fetch(sql, *parameters)
        case Each(statement=statement, rows=rows):
            written = await connection.fetch(statement.postgres, *map(list, zip(*rows, strict=True)))
            if not statement.identity:
                return (True,) * len(rows)
            identities = set(map(tuple, written))
            return [tuple(row[place] for place in statement.places) in identities for row in rows]
        case Epochs(sessions=sessions):
            sql = "SELECT id, epoch FROM sessions WHERE id = ANY($1) ORDER BY id FOR SHARE"
            return dict(await connection.fetch(sql, list(sessions)))


async def _commit(connection: asyncpg.Connection) -> None:
    try:
        await connection.execute("COMMIT")
    except _LOST as error:
        connection.terminate()
        raise CommitOutcomeUnknownError from error
    except asyncio.CancelledError:
        connection.terminate()
        raise


async def _abandon(connection: asyncpg.Connection, error: BaseException) -> None:
    """Roll back, or drop a connection whose state cannot be trusted: the server then rolls back."""
    if not isinstance(error, asyncpg.PostgresError) or connection.is_closed():
        connection.terminate()
        return
    try:
        await connection.execute("ROLLBACK")
    except (*_LOST, asyncpg.PostgresError):
        connection.terminate()


@asynccontextmanager
async def _translating() -> AsyncIterator[None]:
    try:
        yield
    except _LOST as error:
        raise ServiceUnavailableError(f"The database cannot be reached ({type(error).__name__})") from error
    except _REFUSED as error:
        raise ServiceUnavailableError(f"The database cannot take this now ({error.sqlstate})") from error
    except asyncpg.PostgresError as error:
        raise StatementRefusedError(error) from None
