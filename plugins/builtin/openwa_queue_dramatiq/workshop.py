"""Dramatiq's side: a broker, one actor, and the threads that run it. Loaded when the queue starts: 0.1 s."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.common import dq_name, xq_name
from dramatiq.middleware import Retries

from openwa_queue_dramatiq.client import redis_client
from openwa_queue_dramatiq.config import DramatiqConfig

__all__ = ["RedisAwayError", "Workshop"]

_ACTOR: Final = "openwa_step"
_IDLE_MS: Final = 100
_STOP_MS: Final = 10_000


class RedisAwayError(Exception):
    """Redis cannot be reached, or does not answer."""


class Workshop:
    """Everything here blocks: call it in a thread. An actor carries the name of a job and nothing else, and
    is never retried by Dramatiq: what is lost the gateway's sweeper finds."""

    def __init__(self, config: DramatiqConfig, step: Callable[[str], None]) -> None:
        self._config = config
        self._client = redis_client(config.broker.get_secret_value())
        self._broker = RedisBroker(  # type: ignore[no-untyped-call]  # Dramatiq types its other parts
            client=self._client, namespace=config.namespace, middleware=[Retries(max_retries=0)]
        )
        self._actor = dramatiq.actor(
            actor_name=_ACTOR, queue_name=config.queue, priority=config.priority, broker=self._broker
        )(step)
        self._worker = dramatiq.Worker(
            self._broker, queues={config.queue}, worker_timeout=_IDLE_MS, worker_threads=config.threads
        )

    def open(self) -> None:
        """Begin to work; a Redis that is away is waited for."""
        self._worker.start()

    def close(self) -> None:
        """End the threads; what they have not begun goes back into Redis."""
        self._worker.stop(timeout=_STOP_MS)
        self._broker.close()

    def send(self, job: str, delay_ms: int) -> None:
        """Raises `RedisAwayError`."""
        try:
            self._actor.send_with_options(args=(job,), delay=delay_ms or None)
        except redis.RedisError as error:
            raise RedisAwayError(str(error)) from error

    def counts(self) -> dict[str, int]:
        """How many wait, wait for their time, and failed. Raises `RedisAwayError`."""
        queue, prefix = self._config.queue, self._config.namespace
        try:
            return {
                "waiting": int(self._client.llen(f"{prefix}:{queue}")),
                "delayed": int(self._client.llen(f"{prefix}:{dq_name(queue)}")),
                "deadLetters": int(self._client.zcard(f"{prefix}:{xq_name(queue)}")),
            }
        except redis.RedisError as error:
            raise RedisAwayError(str(error)) from error
