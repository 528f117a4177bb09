"""Databases of a test session's own, on a server that may hold other people's."""

import asyncio
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import redis

__all__ = ["own_postgres_database", "own_redis_database"]

_CONNECT_S = 10.0
_CLAIM = "openwa-test-session"
_REDIS_DATABASES = range(15, 0, -1)


@contextmanager
def own_postgres_database(server_url: str) -> Iterator[str]:
    name = f"openwa_test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    asyncio.run(_execute(server_url, f'create database "{name}"'))
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        asyncio.run(_execute(server_url, f'drop database "{name}" with (force)'))


async def _execute(server_url: str, statement: str) -> None:
    connection = await asyncpg.connect(server_url, timeout=_CONNECT_S)
    try:
        await connection.execute(statement, timeout=_CONNECT_S)
    finally:
        await connection.close(timeout=_CONNECT_S)


@contextmanager
def own_redis_database(server_url: str) -> Iterator[str]:
    for number in _REDIS_DATABASES:
        url = urlunsplit(urlsplit(server_url)._replace(path=f"/{number}"))
        with redis.Redis.from_url(url, socket_timeout=_CONNECT_S) as client:
            if not _claim(client):
                continue
            try:
                yield url
            finally:
                client.flushdb()
            return
    raise RuntimeError(f"none of the databases 1 to 15 of {server_url} is empty")


def _claim(client: redis.Redis) -> bool:
    """Takes the database when it is empty; parallel sessions cannot both win."""
    is_empty = client.dbsize() == 0
    return is_empty and bool(client.set(_CLAIM, os.getpid(), nx=True))
