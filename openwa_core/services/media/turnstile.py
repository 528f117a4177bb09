"""Few at once, and not too many in front of the door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from openwa_hookspecs.errors import ServiceUnavailableError

__all__ = ["Turnstile"]


class Turnstile:
    """Lets `at_once` through, lets `waiting` more wait, and refuses the rest."""

    def __init__(self, *, at_once: int, waiting: int, refusal: str) -> None:
        self._passing = asyncio.Semaphore(at_once)
        self._most_waiting = waiting
        self._waiting = 0
        self._refusal = refusal

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[None]:
        """Raises `ServiceUnavailableError` when too many wait."""
        if self._passing.locked() and self._waiting >= self._most_waiting:
            raise ServiceUnavailableError(self._refusal)
        self._waiting += 1
        try:
            await self._passing.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._passing.release()
