"""uvicorn's protocols (httptools, wsproto) under the same watch. Needs the extra `uvicorn`."""

from __future__ import annotations

import asyncio
from email.utils import formatdate
from functools import partial
from http import HTTPStatus
from socket import socket
from typing import Any, Final, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from uvicorn.server import ServerState
from wsproto.connection import ConnectionState

from openwa_core.server.frames import TransportFrames
from openwa_core.server.listener import BACKLOG
from openwa_core.server.live_sockets import AsgiApp
from openwa_core.server.refusal import refusal
from openwa_core.server.settings import (
    MAX_HEAD_BYTES,
    MAX_SOCKET_MESSAGE_BYTES,
    PING_INTERVAL_S,
    ServerSettings,
)
from openwa_core.server.watch import Watch, cut_off, refuse
from openwa_hookspecs.frames import FRAMES

__all__ = ["GuardedHttp", "GuardedSocket", "UvicornServer"]

_DATE_INTERVAL_S: Final = 1.0
_LINGER_S: Final = 2.0
"""How long a peer may go on sending after it was answered before its end."""


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
        self._fault = HTTPStatus.BAD_REQUEST
        self._drops_input = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        if self._watch.admit(transport):
            super().connection_made(transport)
        else:
            refuse(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.transport is not None:
            self._watch.release(self.transport)
            super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]  # uvicorn closes, whoever waits
        """A peer that says no more but waits for its answer gets it, and no further one."""
        waits = self.cycle is not None and not (self.cycle.more_body or self.cycle.response_complete)
        if waits:
            self.cycle.keep_alive = False
        return waits

    def data_received(self, data: bytes) -> None:
        if self._drops_input:
            return
        super().data_received(data)
        if self._in_head and not self._drops_input:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def send_400_response(self, msg: str) -> None:
        self._refuse(self._fault)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self._in_head:
            self._in_head = True
            self._watch.expect(self.transport, self._header_timeout_s)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_bytes = 0
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MAX_HEAD_BYTES:
            self._fault = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise ValueError(self._fault.phrase)  # the parser's way out, to `send_400_response`
        self._watch.head_arrived(self.transport)
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.more_body and not self.pipeline:
            self._watch.expect(self.transport, _LINGER_S)

    def _refuse(self, status: HTTPStatus) -> None:
        """Closing at once would reset the connection before the peer has read why."""
        self._drops_input = True
        self.transport.write(refusal(status).wire())
        self.transport.write_eof()
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

    async def run_asgi(self) -> None:
        frames = TransportFrames(self.transport, self._is_open)
        cast(dict[str, Any], self.scope["extensions"])[FRAMES] = frames
        await super().run_asgi()

    def _is_open(self) -> bool:
        ended = self.close_sent or self.disconnected
        return self.handshake_complete and not ended and self.conn.state is ConnectionState.OPEN


def _configure(app: AsgiApp, settings: ServerSettings, watch: Watch) -> uvicorn.Config:
    """Nothing of the peer's word is believed (`X-Forwarded-For`), nothing is logged per request, malformed or
    not."""
    config = uvicorn.Config(
        cast(Any, app),
        http=cast(type[asyncio.Protocol], GuardedHttp),
        ws=cast(type[asyncio.Protocol], partial(GuardedSocket, watch=watch)),
        interface="asgi3",
        lifespan="off",
        log_config=None,
        log_level="error",
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
