"""The life of the server: listen, serve, drain."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from socket import socket
from typing import Final, Protocol

from quart import Quart

from openwa_core.server.errors import ServerNotInstalledError
from openwa_core.server.listener import address_of, open_listeners
from openwa_core.server.live_sockets import AsgiApp, LiveSockets
from openwa_core.server.settings import ServerSettings
from openwa_core.server.watch import Watch

__all__ = ["Server", "serve"]

_APP_START_S: Final = 30.0
_CLASSES: Final = {
    "hypercorn": ("openwa_core.server.hypercorn_server", "HypercornServer"),
    "uvicorn": ("openwa_core.server.uvicorn_server", "UvicornServer"),
}
_GOING_AWAY: Final = 1001
_GOODBYE_S: Final = 2.0
"""How long peers may take to answer the close of their WebSocket."""


class Server(Protocol):
    """What Hypercorn and uvicorn have in common here."""

    async def listen(self, listener: socket) -> None:
        """Accept connections, as far as the watch admits them."""
        ...

    async def refuse_new(self) -> None:
        """Stop accepting; close what is idle; let each connection end after the request under way."""
        ...

    async def end(self) -> None:
        """Cut off what is left."""
        ...


async def serve(
    app: Quart, settings: ServerSettings, shutdown: asyncio.Event, on_listening: Callable[[str], None]
) -> None:
    """Serve the app until `shutdown` is set, then drain: requests finish within the graceful time-out,
    WebSockets are closed with 1001.

    `on_listening` is told each address as a URL once connections are accepted. Raises `CannotListenError` or
    `ServerNotInstalledError` before that. Cancelled, it cuts everything off at once.
    """
    live = LiveSockets(app)
    watch = Watch(settings)
    server = _create(settings, live, watch)
    listeners = await open_listeners(
        settings.host, settings.port, peer_timeout_s=settings.write_timeout_s + settings.keep_alive_s
    )
    try:
        async with asyncio.timeout(_APP_START_S):
            await app.startup()
        watch.start()
        for listener in listeners:
            await server.listen(listener)
            on_listening(address_of(listener))
        await shutdown.wait()
        await _drain(server, watch, live, settings)
    finally:
        await server.end()
        watch.stop()
        for listener in listeners:
            listener.close()
    await app.shutdown()


async def _drain(server: Server, watch: Watch, live: LiveSockets, settings: ServerSettings) -> None:
    await server.refuse_new()
    await watch.down_to(live.__len__, settings.graceful_timeout_s)
    if len(live):
        await live.close_all(_GOING_AWAY, timeout_s=_GOODBYE_S)
        await watch.down_to(int, _GOODBYE_S)


def _create(settings: ServerSettings, app: AsgiApp, watch: Watch) -> Server:
    """Only the server that is used is imported."""
    module, name = _CLASSES[settings.use]
    try:
        create: Callable[[AsgiApp, ServerSettings, Watch], Server] = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise ServerNotInstalledError(settings.use, str(error.name)) from error
    return create(app, settings, watch)
