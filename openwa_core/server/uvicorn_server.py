"""uvicorn's protocols (httptools, wsproto) under the same watch. Needs the extra `uvicorn`."""

from __future__ import annotations

import asyncio
from email.utils import formatdate
from functools import partial
from socket import socket
from typing import Any, Final, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from uvicorn.server import ServerState

from openwa_core.server.listener import BACKLOG
from openwa_core.server.live_sockets import AsgiApp
from openwa_core.server.settings import (
    MAX_HEAD_BYTES,
    MAX_SOCKET_MESSAGE_BYTES,
    PING_INTERVAL_S,
    ServerSettings,
)
from openwa_core.server.watch import Watch, cut_off, refuse

__all__ = ["GuardedHttp", "GuardedSocket", "UvicornServer"]

_DATE_INTERVAL_S: Final = 1.0
_LINGER_S: Final = 2.0
"""How long a peer may go on sending a body that was answered before its end."""


class UvicornServer:
    """uvicorn without its `Server`, which polls, takes the signals, and closes WebSockets with 1012."""

    def __init__(self, app: AsgiApp, settings: ServerSettings, watch: Watch) -> None:
        self._watch = watch
        self._state = ServerState()
        self._config = _configure(app, settings, watch)
        self._make_protocol = partial(
            GuardedHttp,
            config=self._config,
            server_state=self._state,
            app_state={},
            watch=watch,
            header_timeout_s=settings.header_timeout_s,
        )
        self._servers: list[asyncio.Server] = []
        self._date_timer: asyncio.TimerHandle | None = None

    async def listen(self, listener: socket) -> None:
        loop = asyncio.get_running_loop()
        if self._date_timer is None:
            self._tell_date()
        self._servers.append(await loop.create_server(self._make_protocol, sock=listener, backlog=BACKLOG))

    async def refuse_new(self) -> None:
        for server in self._servers:
            server.close()
        self._watch.close_idle()
        for connection in list(self._state.connections):
            if isinstance(connection, GuardedHttp):
                connection.shutdown()

    async def end(self) -> None:
        for server in self._servers:
            server.close()
        if self._date_timer is not None:
            self._date_timer.cancel()
        self._watch.abort_all()
        await cut_off(self._state.tasks)

    def _tell_date(self) -> None:
        """The `Date` of the next second's responses; uvicorn's `Server` would see to it."""
        self._state.default_headers = [(b"date", formatdate(usegmt=True).encode())]
        self._date_timer = asyncio.get_running_loop().call_later(_DATE_INTERVAL_S, self._tell_date)


class GuardedHttp(HttpToolsProtocol):
    """uvicorn's HTTP connection with a head that is bounded in time and size."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        *,
        watch: Watch,
        header_timeout_s: float,
    ) -> None:
        super().__init__(config, server_state, app_state)
        self._watch = watch
        self._header_timeout_s = header_timeout_s
        self._head_bytes = 0
        self._in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        if self._watch.admit(transport):
            super().connection_made(transport)
        else:
            refuse(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.transport is not None:
            self._watch.release(self.transport)
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self._in_head:
            self._in_head = True
            self._watch.expect(self.transport, self._header_timeout_s)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_bytes = 0
        self._watch.head_arrived(self.transport)
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.more_body and not self.pipeline:
            self._watch.expect(self.transport, _LINGER_S)


class GuardedSocket(WSProtocol):
    """uvicorn's WebSocket, taken over from a `GuardedHttp` with its place under the watch."""

    def __init__(
        self, config: uvicorn.Config, server_state: ServerState, app_state: dict[str, Any], *, watch: Watch
    ) -> None:
        super().__init__(config, server_state, app_state)
        self._watch = watch

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.release(self.transport)
        super().connection_lost(exc)


def _configure(app: AsgiApp, settings: ServerSettings, watch: Watch) -> uvicorn.Config:
    """Nothing of the peer's word is believed (`X-Forwarded-For`), nothing is logged per request."""
    config = uvicorn.Config(
        cast(Any, app),
        http=cast(type[asyncio.Protocol], GuardedHttp),
        ws=cast(type[asyncio.Protocol], partial(GuardedSocket, watch=watch)),
        interface="asgi3",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=cast(int, settings.keep_alive_s),
        ws_max_size=MAX_SOCKET_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_INTERVAL_S,
        ws_ping_timeout=PING_INTERVAL_S,
    )
    config.load()
    return config
