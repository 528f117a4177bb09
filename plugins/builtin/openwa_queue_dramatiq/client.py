"""The connection to Redis, for Dramatiq's threads."""

from __future__ import annotations

from typing import Any, Final

import redis

__all__ = ["redis_client"]

_TIMEOUT_S: Final = 5.0
"""A Redis that stands still is as good as one that is away."""


class _Client(redis.Redis):
    """Tells of time-outs as of lost connections: those Dramatiq begins anew after, others end its threads."""

    def execute_command(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as the library has it
        try:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]  # theirs
        except redis.TimeoutError as error:
            raise redis.ConnectionError("no answer in time") from error


def redis_client(url: str) -> redis.Redis:
    """Connects when it is needed."""
    return _Client.from_url(url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S)
