"""The token of a session's link, kept where the gateway keeps plugins' state."""

from __future__ import annotations

from openwa_hookspecs.context import State
from openwa_hookspecs.models.ids import SessionId

__all__ = ["Credentials"]


class Credentials:
    def __init__(self, state: State, session_id: SessionId) -> None:
        self._state = state
        self._key = f"token/{session_id}"

    async def get(self) -> str | None:
        return await self._state.get(self._key)

    async def keep(self, token: str) -> None:
        await self._state.set(self._key, token)

    async def forget(self) -> None:
        await self._state.delete(self._key)
