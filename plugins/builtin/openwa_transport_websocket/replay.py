"""From the log to the live end: nothing is left out, nothing told twice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.gateway import EventPage
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_transport_websocket.hub import Hub
from openwa_transport_websocket.interest import Interest, Topic, had_before
from openwa_transport_websocket.live_socket import LiveSocket
from openwa_transport_websocket.words import error_frame, event_frame

__all__ = ["Replay", "ReplayDesk"]

_PAGE: Final = 200
_AT_ONCE: Final = 4
"""Pages that are read for sockets at the same time: the others of the database's readers are for callers."""

_PIECE_BYTES: Final = 128 * 1024
_AGAIN_S: Final = 0.05


class ReplayDesk:
    """Reads the log for the sockets that catch up, a few at a time."""

    def __init__(self, context: GatewayContext) -> None:
        self._log = context.gateway.log
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def read(self, socket: LiveSocket, wanted: EventFilter, since: int) -> EventPage:
        """The next page of what the socket's key may see."""
        async with self._turns:
            return await self._log.read(socket.caller, wanted, since=since, limit=_PAGE)


@dataclass(kw_only=True)
class Replay:
    """Brings a socket from a place in the log to the live end.

    The socket is not live meanwhile: what its older subscriptions want is told here as well, in the order of
    the log, but for what they have brought up to `socket.position` already.
    """

    socket: LiveSocket
    hub: Hub
    desk: ReplayDesk
    context: GatewayContext
    new: frozenset[Topic]
    """What is subscribed to from `since` on; the socket's subscriptions include it."""
    old: Mapping[Topic, int]
    since: int
    _fresh: Interest = field(init=False)

    def __post_init__(self) -> None:
        self._fresh = Interest(self.new, self.socket.caller.sessions)

    async def first_page(self) -> EventPage:
        """What to begin with; `gap` says whether something is missing from the start."""
        return await self._page(self.since)

    async def run(self, page: EventPage) -> None:
        """Tell that page and what follows, then go live."""
        while not self.socket.ended:
            await self._tell(page)
            if not page.more and self.hub.go_live(self.socket, page.position):
                return
            if not page.more:
                await self.context.clock.sleep(_AGAIN_S)
            before, page = page.position, await self._page(page.position)
            if page.gap:
                self._tell_gap(before)

    async def _page(self, since: int) -> EventPage:
        """Up to where the older subscriptions are, only what is new is asked for."""
        if not self.old or since >= self.socket.position:
            wanted = EventFilter() if self.old else self._fresh.filter()
            return await self.desk.read(self.socket, wanted, since)
        page = await self.desk.read(self.socket, self._fresh.filter(), since)
        if page.position <= self.socket.position:
            return page
        shown = [event for event in page.events if event.seq <= self.socket.position]
        return EventPage(events=shown, position=self.socket.position, more=True, gap=page.gap)

    async def _tell(self, page: EventPage) -> None:
        frames, size = [], 0
        for event in page.events:
            if self._is_due(event):
                frames.append(event_frame(event))
                size += len(frames[-1])
            if size >= _PIECE_BYTES:
                await self._write(frames)
                frames, size = [], 0
        await self._write(frames)

    async def _write(self, frames: list[bytes]) -> None:
        await self.socket.room()
        self.socket.write(b"".join(frames))

    def _is_due(self, event: Event) -> bool:
        if event.seq > self.socket.position or not self.old:
            return self.socket.interest.wants(event)
        return self._fresh.wants(event) and not had_before(event, self.old)

    def _tell_gap(self, since: int) -> None:
        message = f"The log was pruned meanwhile: events after seq {since} are missing"
        error = GatewayError(ErrorCode.EVENT_NOT_FOUND, message, details={"since": since})
        self.socket.write(error_frame(error, request_id=None, now=self.context.clock.now()))
