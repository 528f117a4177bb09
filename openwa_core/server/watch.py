"""The guard over open connections: how many there may be, and how long a peer may keep one waiting."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from openwa_core.server.refusal import refusal
from openwa_core.server.settings import ServerSettings

__all__ = ["Watch", "cut_off", "refuse"]

_LONGEST_INTERVAL_S: Final = 1.0
_CUT_OFF_S: Final = 1.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Peer:
    """What is known of one connection. `moved_at`: when it last took bytes, or had none to take."""

    address: str | None
    due: float | None
    moved_at: float
    buffered: int = 0


class Watch:
    """Looks at every connection a few times within each deadline: one timer in all, nothing per write.

    A connection is closed when its peer has not sent a whole request head in time, and aborted when it takes
    none of the bytes that wait for it. What a later frame writer puts into a transport is covered, too.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._peers: dict[asyncio.WriteTransport, _Peer] = {}
        self._addresses: Counter[str] = Counter()
        self._left = asyncio.Event()
        self._refused = 0
        self._timer: asyncio.TimerHandle | None = None
        shortest = min(settings.write_timeout_s, settings.header_timeout_s, settings.keep_alive_s)
        self._interval_s = min(_LONGEST_INTERVAL_S, shortest / 4)

    def __len__(self) -> int:
        return len(self._peers)

    def start(self) -> None:
        """Look again and again, until `stop`."""
        self._timer = self._loop.call_later(self._interval_s, self.start)
        self.look()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def admit(self, transport: asyncio.WriteTransport) -> bool:
        """Whether there is room for the connection; its first head is due from now on."""
        address = _address_of(transport)
        if not self._has_room(address):
            self._refused += 1
            return False
        now = self._loop.time()
        self._peers[transport] = _Peer(address, now + self._settings.header_timeout_s, now)
        if address is not None:
            self._addresses[address] += 1
        return True

    def release(self, transport: asyncio.WriteTransport) -> None:
        """The connection is gone; may be called twice."""
        peer = self._peers.pop(transport, None)
        if peer is None:
            return
        if peer.address is not None:
            self._addresses[peer.address] -= 1
            if not self._addresses[peer.address]:
                del self._addresses[peer.address]
        self._left.set()

    def expect(self, transport: asyncio.WriteTransport, within_s: float) -> None:
        """Close the connection unless a request head is complete, or the peer has left, by then."""
        if peer := self._peers.get(transport):
            peer.due = self._loop.time() + within_s

    def head_arrived(self, transport: asyncio.WriteTransport) -> None:
        """A request has begun: from now on the app says how long it takes."""
        if peer := self._peers.get(transport):
            peer.due = None

    def look(self) -> None:
        """Close and abort what is past its deadline."""
        now = self._loop.time()
        for transport, peer in list(self._peers.items()):
            if self._is_stalled(transport, peer, now):
                transport.abort()
            elif peer.due is not None and peer.due <= now:
                peer.due = None
                transport.close()
        if self._refused:
            _log.warning("connections refused: %d, open: %d", self._refused, len(self._peers))
            self._refused = 0

    def close_idle(self) -> None:
        """Close the connections on which no request is under way."""
        for transport, peer in list(self._peers.items()):
            if peer.due is not None:
                transport.close()

    def abort_all(self) -> None:
        for transport in list(self._peers):
            transport.abort()

    async def down_to(self, enough: Callable[[], int], timeout_s: float) -> None:
        """Wait until no more than `enough()` connections are open, at most that long."""
        try:
            async with asyncio.timeout(timeout_s):
                while len(self._peers) > enough():
                    self._left.clear()
                    await self._left.wait()
        except TimeoutError:
            _log.warning("connections still open after %.1f s: %d", timeout_s, len(self._peers))

    def _has_room(self, address: str | None) -> bool:
        if len(self._peers) >= self._settings.max_connections:
            return False
        return address is None or self._addresses[address] < self._settings.max_connections_per_address

    def _is_stalled(self, transport: asyncio.WriteTransport, peer: _Peer, now: float) -> bool:
        waiting = transport.get_write_buffer_size()
        if waiting == 0 or waiting < peer.buffered:
            peer.moved_at = now
        peer.buffered = waiting
        return now - peer.moved_at >= self._settings.write_timeout_s


def refuse(transport: asyncio.WriteTransport) -> None:
    """Say 503 to a connection that was not admitted, and close it."""
    transport.write(refusal(HTTPStatus.SERVICE_UNAVAILABLE).wire())
    transport.close()


async def cut_off(tasks: Collection[asyncio.Task[None]]) -> None:
    """End what serves connections that have been aborted: by itself if it can, for Quart leaves its handler
    behind when it is cancelled from outside."""
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=_CUT_OFF_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def _address_of(transport: asyncio.WriteTransport) -> str | None:
    """What counts as one address: of IPv6 the network that one customer is given (/64)."""
    name = transport.get_extra_info("peername")
    if not isinstance(name, tuple):
        return None
    host = str(name[0])
    if ":" not in host:
        return host
    return str(ipaddress.ip_network((host.partition("%")[0], 64), strict=False))
