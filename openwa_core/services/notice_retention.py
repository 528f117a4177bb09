"""That a notice was told is not remembered for ever."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.storage import Storage

__all__ = ["NoticeRetention"]

_EVERY_S: Final = 3600.0
_KEPT: Final = 10_000
"""Of each session. An engine may tell again what happened since the connection was last known to be good:
that is far less."""


class NoticeRetention:
    """Forgets the oldest notices of a session that has too many."""

    def __init__(self, storage: Storage, clock: Clock, log: Log, *, kept: int = _KEPT) -> None:
        self._storage = storage
        self._clock = clock
        self._log = log
        self._kept = kept

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.sweep()
            except ServiceUnavailableError as error:
                self._log.warning("old notices not forgotten", error=error.message)
            except Exception:  # supervisor: the next time things may be in order
                self._log.exception("old notices not forgotten")
            await self._clock.sleep(_EVERY_S)

    async def sweep(self) -> int:
        """Look once; how many were forgotten."""
        return await self._storage.messages.forget_notices(keep=self._kept)
