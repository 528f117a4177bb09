"""The storage as core sees it."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path
from typing import Final

from openwa_hookspecs.context import Context
from openwa_hookspecs.errors import JsonValue, ServiceUnavailableError
from openwa_hookspecs.service import Health, HealthStatus
from openwa_hookspecs.storage import CommitListener
from openwa_storage_tortoise.batches import Batches
from openwa_storage_tortoise.claims import Claims
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.deliveries import Deliveries
from openwa_storage_tortoise.events import Events
from openwa_storage_tortoise.identities import Identities
from openwa_storage_tortoise.keys import Keys
from openwa_storage_tortoise.media import MediaFiles
from openwa_storage_tortoise.messages import Messages
from openwa_storage_tortoise.schema import bring_up_to_date
from openwa_storage_tortoise.sessions import Sessions
from openwa_storage_tortoise.sinks import Sinks
from openwa_storage_tortoise.sqlite import SqliteDatabase
from openwa_storage_tortoise.state import PluginStates
from openwa_storage_tortoise.webhooks import Webhooks
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["TortoiseStorage"]

_HEALTH_TIMEOUT_S: Final = 1.0
_FLUSH_TIMEOUT_S: Final = 30.0


class TortoiseStorage:
    """All repositories over one database and its one writer."""

    def __init__(self, config: StorageConfig, context: Context) -> None:
        self._config = config
        self._context = context
        self._database = _database(config, context)
        self._writer = GroupWriter(
            self._database,
            clock=context.clock,
            log=context.log,
            group_size=config.group_size,
            queue_size=config.queue_size,
        )
        self._writing: asyncio.Task[None] | None = None
        self.sessions: Final = Sessions(self._database, self._writer)
        self.messages: Final = Messages(self._database, self._writer)
        self.batches: Final = Batches(self._database, self._writer)
        self.media: Final = MediaFiles(self._database, self._writer)
        self.events: Final = Events(self._database, self._writer)
        self.sinks: Final = Sinks(self._database, self._writer)
        self.webhooks: Final = Webhooks(self._database, self._writer)
        self.deliveries: Final = Deliveries(self._database, self._writer)
        self.keys: Final = Keys(self._database, self._writer)
        self.identities: Final = Identities(self._database, self._writer)
        self.idempotency: Final = Claims(self._database, self._writer)
        self.state: Final = PluginStates(self._database, self._writer)

    def listen(self, listener: CommitListener) -> None:
        self._writer.listen(listener)

    async def start(self) -> None:
        await self._database.open()
        await bring_up_to_date(self._database, self._context.clock.now())
        self._writing = self._context.tasks.spawn("writer", self._writer.run())
        self._context.log.info("storage opened", location=self._config.location)

    async def stop(self) -> None:
        self._writer.close()
        if self._writing is not None:
            await asyncio.wait([self._writing], timeout=_FLUSH_TIMEOUT_S)
            self._writing = None
        await self._database.close()

    async def health(self) -> Health:
        reachable = await self._is_reachable()
        last_commit_s = self._writer.last_commit_s
        details: dict[str, JsonValue] = {
            "database": self._database.kind,
            "reachable": reachable,
            "queued": self._writer.depth,
            "lastCommitMs": None if last_commit_s is None else round(last_commit_s * 1000, 1),
        }
        if self._writer.refusal:
            details["writes"] = self._writer.refusal
        return Health(status=self._status(reachable), details=details)

    def _status(self, reachable: bool) -> HealthStatus:
        if not reachable or self._writing is None or self._writing.done():
            return HealthStatus.FAILED
        return HealthStatus.DEGRADED if self._writer.refusal else HealthStatus.OK

    async def _is_reachable(self) -> bool:
        try:
            async with asyncio.timeout(_HEALTH_TIMEOUT_S):
                return bool(await self._database.read("SELECT 1"))
        except (ServiceUnavailableError, TimeoutError):
            return False


def _database(config: StorageConfig, context: Context) -> Database:
    if config.is_sqlite:
        return SqliteDatabase(
            Path(config.sqlite_path), readers=config.pool_size, busy_timeout_ms=config.busy_timeout_ms
        )
    if importlib.util.find_spec("asyncpg") is None:
        raise ValueError("PostgreSQL needs asyncpg: pip install 'openwa-gateway[postgres]'")
    from openwa_storage_tortoise.postgres import PostgresDatabase  # noqa: PLC0415 - imports asyncpg

    return PostgresDatabase(
        config.url.get_secret_value(),
        clock=context.clock,
        readers=config.pool_size,
        timeout_s=config.statement_timeout_s,
    )
