"""Hypercorn, with a connection class of our own."""

from __future__ import annotations

import asyncio
import logging
from socket import socket
from typing import cast

from hypercorn.asyncio.worker_context import EventWrapper
from hypercorn.config import Config
from hypercorn.typing import AppWrapper, ASGIFramework
from hypercorn.utils import wrap_app

from openwa_core.server.hypercorn_connection import Connection, ConnectionContext
from openwa_core.server.listener import BACKLOG
from openwa_core.server.live_sockets import AsgiApp
from openwa_core.server.settings import (
    MAX_HEAD_BYTES,
    MAX_SOCKET_MESSAGE_BYTES,
    PING_INTERVAL_S,
    ServerSettings,
)
from openwa_core.server.watch import Watch, cut_off

__all__ = ["HypercornServer"]

_log = logging.getLogger(__name__)


class HypercornServer:
    """Serves HTTP/1.1 and WebSockets; the watch keeps the deadlines."""

    def __init__(self, app: AsgiApp, settings: ServerSettings, watch: Watch) -> None:
        self._app: AppWrapper = wrap_app(cast(ASGIFramework, app), 0, "asgi")
        self._config = _configure(settings)
        self._watch = watch
        self._terminated = EventWrapper()
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, listener: socket) -> None:
        self._servers.append(await asyncio.start_server(self._accept, sock=listener, backlog=BACKLOG))

    async def refuse_new(self) -> None:
        for server in self._servers:
            server.close()
        await self._terminated.set()
        self._watch.close_idle()

    async def end(self) -> None:
        for server in self._servers:
            server.close()
        self._watch.abort_all()
        await cut_off(self._tasks)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        context = ConnectionContext(self._terminated)
        try:
            await Connection(self._app, self._config, context, reader, writer, watch=self._watch).run()
        except Exception:  # supervisor: the other connections go on
            _log.exception("a connection broke")


def _configure(settings: ServerSettings) -> Config:
    """No access log, no `Server` header, no `read_timeout`: that one kills quiet WebSockets."""
    config = Config()
    config.accesslog = None
    config.errorlog = logging.getLogger("hypercorn.error")
    config.h11_max_incomplete_size = MAX_HEAD_BYTES
    config.include_server_header = False
    config.keep_alive_timeout = settings.keep_alive_s
    config.websocket_max_message_size = MAX_SOCKET_MESSAGE_BYTES
    config.websocket_ping_interval = PING_INTERVAL_S
    return config
