"""The one source of time, chance and ids."""

from __future__ import annotations

import asyncio
import secrets
import time
from datetime import UTC, datetime, timedelta

from openwa_hookspecs.context import Clock
from openwa_hookspecs.models.ids import BatchId, MessageKey, SessionId, WebhookId

__all__ = ["SystemClock", "new_batch_id", "new_message_key", "new_session_id", "new_webhook_id"]

_KEY_RANDOM_BYTES = 9
"""WhatsApp Web's own keys are `3EB0` and nine bytes in upper-case hex (seen in the bundle's `MsgKey.newId`).
"""

_SUPPLY_BYTES = 2048
_LARGEST_ID_BYTES = 16


class SystemClock:
    """The machine's clock. `time_scale` above 1 makes sleeps shorter: for tests, which the configuration must
    allow."""

    def __init__(self, *, time_scale: float = 1.0) -> None:
        self._time_scale = time_scale
        self._random = secrets.SystemRandom()
        self._supply = b""
        self._used = 0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._time_scale)

    def after(self, seconds: float) -> datetime:
        return self.now() + timedelta(seconds=seconds / self._time_scale)

    def random(self) -> float:
        return self._random.random()

    def token(self, size: int) -> bytes:
        """Ids come out of a supply: a send takes four, and each call into the system lets go of the
        interpreter (3 % of a send's time). Secrets are never kept ready."""
        if size > _LARGEST_ID_BYTES:
            return secrets.token_bytes(size)
        if self._used + size > len(self._supply):
            self._supply, self._used = secrets.token_bytes(_SUPPLY_BYTES), 0
        start, self._used = self._used, self._used + size
        return self._supply[start : self._used]


def new_session_id(clock: Clock) -> SessionId:
    """A fresh session id."""
    return SessionId(f"sess_{clock.token(8).hex()}")


def new_batch_id(clock: Clock) -> BatchId:
    """A fresh batch id."""
    return BatchId(f"batch_{clock.token(8).hex()}")


def new_webhook_id(clock: Clock) -> WebhookId:
    """A fresh webhook id."""
    return WebhookId(f"wh_{clock.token(8).hex()}")


def new_message_key(clock: Clock) -> MessageKey:
    """A fresh message key, of the shape that WhatsApp Web gives its own."""
    return MessageKey(f"3EB0{clock.token(_KEY_RANDOM_BYTES).hex().upper()}")
