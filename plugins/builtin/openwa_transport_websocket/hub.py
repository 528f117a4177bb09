"""The live end of the log, read once for all sockets. Nobody waits for a socket here."""

from __future__ import annotations

import asyncio
from typing import Final, TypeAlias

from openwa_hookspecs.context import GatewayContext, Subscription
from openwa_hookspecs.errors import GatewayError, ServiceUnavailableError
from openwa_hookspecs.models.events import EventFilter
from openwa_transport_websocket.config import WebsocketConfig
from openwa_transport_websocket.interest import Interest
from openwa_transport_websocket.live_socket import GOING_SLOW, LiveSocket
from openwa_transport_websocket.recent import Batch, Recent

__all__ = ["Hub"]

_CORK_S: Final = 0.005
"""What happens within that time after a write goes out together."""

_LONGEST_CORK_S: Final = 0.05
_SHARE: Final = 4
"""Writing takes a quarter of the time at most: the busier the machine is and the more sockets there are, the
more goes out together."""

_LOOK_S: Final = 0.5
_BUS_SIZE: Final = 20_000
_RETRY_S: Final = 1.0

_Batches: TypeAlias = dict[tuple[Interest, int], Batch]


class Hub:
    """All sockets. It reads events while there are any."""

    def __init__(self, config: WebsocketConfig, context: GatewayContext) -> None:
        self._config = config
        self._context = context
        self._sockets: set[LiveSocket] = set()
        self._recent = self._nothing()
        self._arrived = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._subscription: Subscription | None = None

    def __len__(self) -> int:
        return len(self._sockets)

    @property
    def sockets(self) -> tuple[LiveSocket, ...]:
        """Those that are open now."""
        return tuple(self._sockets)

    def join(self, socket: LiveSocket) -> None:
        """From now on events are kept for it; it gets them once it has gone live."""
        self._sockets.add(socket)
        if not self._tasks:
            spawn = self._context.tasks.spawn
            self._subscription = self._subscribed()
            work = (("read", self._read()), ("write", self._write()), ("look", self._look()))
            self._tasks = [spawn(f"sockets: {name}", each) for name, each in work]

    def leave(self, socket: LiveSocket) -> None:
        """It is gone; with the last one everything goes."""
        self._sockets.discard(socket)
        socket.place = None
        if not self._sockets:
            for task in self._tasks:
                task.cancel()
            self._tasks = []
            if self._subscription is not None:
                self._subscription.close()
                self._subscription = None
            self._recent = self._nothing()

    def go_live(self, socket: LiveSocket, after: int) -> bool:
        """Tell it what follows this `seq`. False when that is not all here: the log has it."""
        place = self._recent.place_after(after)
        if place is None or socket.ended:
            return False
        socket.place, socket.position = place, after
        self._arrived.set()
        return True

    async def settle(self, socket: LiveSocket) -> None:
        """Wait until it has taken what it was to get so far."""
        while socket.place is not None and not self._serve(socket, {}):
            await socket.room()

    def flush(self) -> bool:
        """Hand out what is new; whether every socket could take it."""
        batches: _Batches = {}
        served = [self._serve(socket, batches) for socket in self._sockets if socket.place is not None]
        return all(served)

    def _serve(self, socket: LiveSocket, batches: _Batches) -> bool:
        """Whether it has everything now."""
        while socket.place is not None and socket.place < self._recent.end:
            if not self._recent.has(socket.place):
                self._drop(socket)
            elif not socket.ready:
                return False
            else:
                self._hand(socket, socket.place, batches)
        return True

    def _hand(self, socket: LiveSocket, place: int, batches: _Batches) -> None:
        key = (socket.interest, place)
        batch = batches.get(key)
        if batch is None:
            batch = batches[key] = self._recent.batch(socket.interest, place)
        if batch.frames:
            socket.write(batch.frames)
        socket.place, socket.position = batch.end, batch.seq

    def _drop(self, socket: LiveSocket) -> None:
        self._context.log.info("a socket is too slow", caller=socket.caller.name)
        socket.end(GOING_SLOW, _too_slow(socket))

    async def _read(self) -> None:
        while self._subscription is not None:
            async for event in self._subscription:
                self._recent.add(event)
                self._arrived.set()
            await self._begin_again()

    async def _begin_again(self) -> None:
        """The bus dropped events: every socket has missed some."""
        self._context.log.warning("too many events at once for the sockets")
        self._recent.lose()
        self._arrived.set()
        self._subscription = self._subscribed()
        while True:
            try:
                return self._recent.resume(await self._context.gateway.log.end())
            except GatewayError:
                await self._context.clock.sleep(_RETRY_S)

    def _subscribed(self) -> Subscription:
        return self._context.events.subscribe(EventFilter(), _BUS_SIZE)

    async def _write(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            began = self._context.clock.monotonic()
            if not self.flush():
                self._arrived.set()
            took = self._context.clock.monotonic() - began
            await self._context.clock.sleep(min(max(_CORK_S, (_SHARE - 1) * took), _LONGEST_CORK_S))

    async def _look(self) -> None:
        """Cut off who takes nothing."""
        while True:
            await self._context.clock.sleep(_LOOK_S)
            now = self._context.clock.monotonic()
            for socket in self.sockets:
                if socket.is_stalled(now, self._config.write_timeout_s):
                    self._context.log.info("a socket takes nothing", caller=socket.caller.name)
                    socket.cut_off()

    def _nothing(self) -> Recent:
        return Recent(most_events=self._config.recent_events, most_bytes=self._config.recent_bytes)


def _too_slow(socket: LiveSocket) -> GatewayError:
    message = f"Too slow for what is subscribed to; come again with since: {socket.position}"
    return ServiceUnavailableError(message)
