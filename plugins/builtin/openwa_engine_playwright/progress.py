"""How far a session has read, kept over restarts: what came later is asked for after a reconnect."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from openwa_hookspecs.context import State
from openwa_hookspecs.models.ids import SessionId

__all__ = ["Progress"]

_OVERLAP_S: Final = 60
"""WhatsApp's times are whole seconds, and messages of one moment come in any order; doubles do no harm."""


class Progress:
    """The time of the newest message that was passed on."""

    def __init__(self, state: State, session_id: SessionId) -> None:
        self._state = state
        self._key = f"read/{session_id}"
        self._kept: int | None = None
        self._newest: int | None = None
        self._is_caught_up = False

    async def load(self) -> None:
        """Read what an earlier opening kept."""
        kept = await self._state.get(self._key)
        self._kept = self._newest = int(kept) if kept is not None else None

    def since(self, now: datetime) -> int | None:
        """From when on to ask, in epoch seconds; None for a new link, whose history is not news."""
        if self._kept is None:
            self._newest = int(now.timestamp())
            return None
        return self._kept - _OVERLAP_S

    def note(self, t: int) -> None:
        """A message of that time was passed on."""
        self._newest = max(t, self._newest or 0)

    def behind(self) -> None:
        """The connection was lost: what comes now may be newer than what was missed."""
        self._is_caught_up = False

    def caught_up(self) -> None:
        """Nothing up to now was missed."""
        self._is_caught_up = True

    async def save(self) -> None:
        """Keep the newest time, unless something before it may be missing."""
        if self._is_caught_up and self._newest is not None and self._newest != self._kept:
            self._kept = self._newest
            await self._state.set(self._key, str(self._newest))

    async def forget(self) -> None:
        """The link is gone."""
        self._kept = self._newest = None
        self._is_caught_up = False
        await self._state.delete(self._key)
