"""Tortoise's PostgreSQL client on a whole URL, with all that asyncpg understands in one."""

from __future__ import annotations

from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient

__all__ = ["UrlClient", "client_class"]


class UrlClient(AsyncpgDBClient):
    """One connection to the database at `dsn`."""

    async def create_pool(self, **_: object) -> asyncpg.Pool:
        dsn: Any = self.extra["dsn"]
        return await asyncpg.create_pool(dsn, min_size=1, max_size=1)


client_class = UrlClient
"""What Tortoise looks for in the module that an `engine` names."""
