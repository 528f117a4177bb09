"""Keys are revoked and expire while their sockets are open."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.errors import GatewayError, RateLimitedError, ServiceUnavailableError, UnauthorizedError
from openwa_hookspecs.models.keys import Credentials
from openwa_transport_websocket.hub import Hub
from openwa_transport_websocket.live_socket import POLICY, LiveSocket

__all__ = ["KeyWatch"]


class KeyWatch:
    """Asks again and again, once for all sockets with the same key and address."""

    def __init__(self, hub: Hub, context: GatewayContext, *, every_s: float) -> None:
        self._hub = hub
        self._context = context
        self._every_s = every_s
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """There are sockets; it rests again when there are none."""
        if self._task is None or self._task.done():
            self._task = self._context.tasks.spawn("sockets: keys", self._watch())

    async def _watch(self) -> None:
        while len(self._hub):
            await self._context.clock.sleep(self._every_s)
            held: dict[Credentials, list[LiveSocket]] = defaultdict(list)
            for socket in self._hub.sockets:
                held[socket.credentials].append(socket)
            for credentials, sockets in held.items():
                await self._check(credentials, sockets)

    async def _check(self, credentials: Credentials, sockets: Sequence[LiveSocket]) -> None:
        try:
            caller = await self._context.auth.authenticate(credentials)
        except (UnauthorizedError, RateLimitedError) as error:
            # Too many wrong keys came from the address, and this one is no good one: that is asked first.
            for socket in sockets:
                socket.end(POLICY, error)
        except ServiceUnavailableError:
            return  # the database is away: it says nothing new either
        except GatewayError as error:
            self._context.log.warning("keys of sockets cannot be checked", error=error.message)
        else:
            for socket in sockets:
                if socket.caller != caller:
                    socket.belongs_to(caller)
