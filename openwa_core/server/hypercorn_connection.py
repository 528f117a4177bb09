"""One connection of Hypercorn under the watch's deadlines.

Of `TCPServer` in Hypercorn 0.18 this leans on the constructor, `protocol_send`, `_read_data`, `_close`,
`_task_group` and `idle_task`, of `WorkerContext` on `terminated` and `sleep`; a test
(`test_hypercorn_pins.py`) holds it to that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, cast

from hypercorn.asyncio.task_group import TaskGroup
from hypercorn.asyncio.tcp_server import MAX_RECV, TCPServer
from hypercorn.asyncio.worker_context import EventWrapper, WorkerContext
from hypercorn.config import Config
from hypercorn.events import Closed, Event, RawData
from hypercorn.typing import AppWrapper

from openwa_core.server.frames import TransportFrames
from openwa_core.server.hypercorn_http1 import Http1
from openwa_core.server.live_sockets import Receive, Scope, Send
from openwa_core.server.watch import Watch, refuse
from openwa_hookspecs.frames import FRAMES

__all__ = ["Connection", "ConnectionContext", "HeadDeadline"]

_LINGER_S: Final = 2.0
"""How long a peer may go on sending after it was answered before its end."""


class ConnectionContext(WorkerContext):
    """One connection's view of the server. Its pauses end with the connection: Hypercorn's own would keep a
    closed WebSocket until the next ping was due."""

    def __init__(self, terminated: EventWrapper) -> None:
        super().__init__(max_requests=None)
        self.terminated = terminated
        self.ended = asyncio.Event()

    async def sleep(self, wait: float) -> None:  # type: ignore[override]  # a static method there
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self.ended.wait()


class HeadDeadline:
    """Hypercorn's idle task without a task: the watch knows when the next request head is due."""

    def __init__(self, watch: Watch, transport: asyncio.WriteTransport, keep_alive_s: float) -> None:
        self._watch = watch
        self._transport = transport
        self._keep_alive_s = keep_alive_s

    async def restart(self, task_group: object, action: Callable[[], Awaitable[None]]) -> None:
        self._watch.expect(self._transport, self._keep_alive_s)

    async def stop(self) -> None:
        self._watch.head_arrived(self._transport)


class _WithFrames:
    """The app, told of the frame writer of its connection."""

    def __init__(self, app: AppWrapper, make: Callable[[], TransportFrames]) -> None:
        self._app = app
        self._make = make

    async def __call__(self, scope: Scope, receive: Receive, send: Send, *threads: Any) -> None:  # noqa: ANN401 - Hypercorn's two ways to run what is not async
        if scope["type"] == "websocket":
            scope["extensions"][FRAMES] = self._make()
        await self._app(cast(Any, scope), receive, send, *threads)


class Connection(TCPServer):
    """Hypercorn's connection with a write deadline, a head deadline and HTTP/1.1 only.

    All bytes leave through `writer`, whose transport the watch looks at.
    """

    protocol: Http1  # type: ignore[assignment]  # without the wrapper that switches to HTTP/2
    context: ConnectionContext

    def __init__(
        self,
        app: AppWrapper,
        config: Config,
        context: ConnectionContext,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        watch: Watch,
    ) -> None:
        super().__init__(app, asyncio.get_running_loop(), config, context, {}, reader, writer)
        self._watch = watch
        self._transport = writer.transport
        self.idle_task = HeadDeadline(watch, self._transport, config.keep_alive_timeout)  # type: ignore[assignment]

    async def run(self) -> None:
        """Serve until either side ends; a connection too many is refused."""
        if not self._watch.admit(self._transport):
            refuse(self._transport)
            return
        try:
            async with TaskGroup(self.loop) as task_group:
                self._task_group = task_group
                self.protocol = self._speak_http(task_group)
                await self._read_data()
                self.context.ended.set()
        except OSError:
            pass  # the peer is gone: nobody is left to tell
        finally:
            await self._close()
            self._watch.release(self._transport)

    async def protocol_send(self, event: Event) -> None:
        if isinstance(event, Closed) and self.protocol.is_peer_talking:
            self._linger()
        else:
            await super().protocol_send(event)

    async def _read_data(self) -> None:
        """Until the peer says no more. One that still waits for an answer has not left: Hypercorn's own would
        tell the app so."""
        with suppress(OSError):
            while data := await self.reader.read(MAX_RECV):
                await self.protocol.handle(RawData(data))
        if self._transport.is_closing() or not self.protocol.is_answer_due:
            await self.protocol.handle(Closed())

    def _speak_http(self, task_group: TaskGroup) -> Http1:
        app = _WithFrames(self.app, lambda: TransportFrames(self._transport, self._has_open_socket))
        return Http1(
            cast(AppWrapper, app),
            self.config,
            cast(WorkerContext, self.context),
            task_group,
            client=_endpoint(self.writer.get_extra_info("peername")),
            server=_endpoint(self.writer.get_extra_info("sockname")),
            send=self.protocol_send,
            expect=lambda within_s: self._watch.expect(self._transport, within_s),
        )

    def _has_open_socket(self) -> bool:
        return self.protocol.has_open_socket

    def _linger(self) -> None:
        """Say that no more comes, and drop what the peer still sends: closing at once would reset the
        connection before the peer has read why."""
        self.protocol.drop_input()
        with suppress(OSError, RuntimeError, NotImplementedError):
            self.writer.write_eof()
        self._watch.expect(self._transport, _LINGER_S)


def _endpoint(name: object) -> tuple[str, int] | None:
    return (str(name[0]), int(name[1])) if isinstance(name, tuple) else None
