"""Files of incoming messages are fetched in the background: the message itself has long been told by then."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Final

from openwa_core.services.live_session import LiveSession
from openwa_core.services.media.fetcher import MediaFetcher, engine_of, is_final
from openwa_core.services.parts import ServiceParts
from openwa_core.services.session_table import SessionTable
from openwa_hookspecs.errors import GatewayError, ServiceUnavailableError, SessionNotReadyError
from openwa_hookspecs.models.ids import MessageId, SessionId
from openwa_hookspecs.models.media import MediaRow

__all__ = ["BackgroundFetches"]

_SWEEP_S: Final = 1.0
_AT_ONCE: Final = 3
"""One less than the fetcher lets through: somebody who asks for a file need not wait for all of these."""
_PER_SESSION: Final = 2
_READ_AHEAD: Final = 32
_WAITS_S: Final = (5.0, 30.0, 120.0, 600.0, 3600.0)
"""Before the second try, the third, and so on; after the last one the row is FAILED."""


class BackgroundFetches:
    """Looks for rows that are due and fetches them, a few at once and no session alone."""

    def __init__(self, table: SessionTable, parts: ServiceParts, fetcher: MediaFetcher) -> None:
        self._table = table
        self._parts = parts
        self._fetcher = fetcher
        self._running: dict[tuple[SessionId, MessageId], asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                while await self._begin_some():
                    pass
            except ServiceUnavailableError as error:
                self._parts.log.warning("media wait for the storage", error=str(error))
            except Exception:  # supervisor: the next look may find things in order
                self._parts.log.exception("media not looked for")
            await self._parts.clock.sleep(_SWEEP_S)

    async def _begin_some(self) -> int:
        """Begin what is due and has room; how many that were. A session that has many rows in front of the
        others' fills its places first, and is left out of the next look."""
        lives = self._with_room()
        if not lives or len(self._running) >= _AT_ONCE:
            return 0
        now = self._parts.clock.now()
        begun = 0
        for row in await self._parts.storage.media.due(list(lives), now=now, limit=_READ_AHEAD):
            key = (row.session_id, row.message_id)
            if key in self._running or not self._has_room(row.session_id):
                continue
            self._running[key] = self._parts.tasks.spawn(
                f"media of {row.session_id}", self._fetch(lives[row.session_id], row)
            )
            self._running[key].add_done_callback(lambda _, key=key: self._running.pop(key, None))  # type: ignore[misc]
            begun += 1
        return begun

    def _with_room(self) -> dict[SessionId, LiveSession]:
        return {
            live.id: live
            for live in self._table.ready()
            if engine_of(live) is not None and self._has_room(live.id)
        }

    def _has_room(self, session_id: SessionId) -> bool:
        per_session = Counter(session for session, _ in self._running)
        return len(self._running) < _AT_ONCE and per_session[session_id] < _PER_SESSION

    async def _fetch(self, live: LiveSession, row: MediaRow) -> None:
        try:
            await self._fetcher.fetch(live, row)
        except SessionNotReadyError:
            return  # it stays due for when the session is back
        except GatewayError as error:
            await self._note(live, row, error)

    async def _note(self, live: LiveSession, row: MediaRow, error: GatewayError) -> None:
        gives_up = is_final(error) or row.attempts >= len(_WAITS_S)
        again_at = None
        if not gives_up:
            again_at = self._parts.clock.now() + timedelta(seconds=_WAITS_S[row.attempts])
        self._parts.log.warning(
            "media not fetched",
            session=live.id,
            error=error.code.value,
            attempts=row.attempts + 1,
            gives_up=gives_up,
        )
        try:
            await self._fetcher.note(live, row, error, again_at)
        except ServiceUnavailableError as refusal:
            self._parts.log.warning("media wait for the storage", error=str(refusal))
