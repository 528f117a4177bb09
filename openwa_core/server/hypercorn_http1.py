"""HTTP/1.1 and WebSockets on Hypercorn's protocol: no HTTP/2, no compression, bounded messages.

Of `H11Protocol` in Hypercorn 0.18 this leans on the constructor, `handle`, `stream_send`, `_check_protocol`,
`_create_stream` and `_send_error_response`; of `WSStream` on `buffer` and `closed`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import h11
from hypercorn.asyncio.task_group import TaskGroup
from hypercorn.config import Config
from hypercorn.events import Closed, Event, RawData
from hypercorn.protocol.events import Event as StreamEvent
from hypercorn.protocol.events import Response
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.protocol.ws_stream import FrameTooLargeError, WebsocketBuffer, WSStream
from hypercorn.typing import AppWrapper, ConnectionState, WorkerContext
from wsproto.events import Message

__all__ = ["BoundedBuffer", "Http1"]

_CLOSE_S: Final = 2.0
"""How long a peer may take to leave after it was told why."""

_COMPRESSION_HEADER: Final = b"sec-websocket-extensions"
_SWITCHING_PROTOCOLS: Final = 101

_Expect = Callable[[float], None]
"""Close the connection unless the peer has left after so many seconds."""


class BoundedBuffer(WebsocketBuffer):
    """Keeps nothing of a message that is too long. Hypercorn's own keeps all of it for as long as the peer
    goes on sending; and it counts characters, not bytes."""

    def __init__(self, max_bytes: int, expect_end: _Expect) -> None:
        super().__init__(max_bytes)
        self._expect_end = expect_end
        self._bytes = 0
        self._overflowed = False

    def extend(self, event: Message[Any]) -> None:
        data = event.data
        self._bytes += len(data.encode()) if isinstance(data, str) else len(data)
        if self._bytes <= self.max_length:
            super().extend(event)
            return
        if not self._overflowed:
            self._overflowed = True
            self._expect_end(_CLOSE_S)
        self.value = None
        raise FrameTooLargeError

    def clear(self) -> None:
        super().clear()
        self._bytes = 0


class Http1(H11Protocol):
    """What speaks on one connection."""

    def __init__(
        self,
        app: AppWrapper,
        config: Config,
        context: WorkerContext,
        task_group: TaskGroup,
        *,
        client: tuple[str, int] | None,
        server: tuple[str, int] | None,
        send: Callable[[Event], Awaitable[None]],
        expect: _Expect,
    ) -> None:
        super().__init__(app, config, context, task_group, ConnectionState({}), False, client, server, send)
        self._expect = expect
        self._drops_input = False

    @property
    def is_body_unfinished(self) -> bool:
        """Whether the peer is in the middle of a request body that nobody waits for."""
        return not self._drops_input and self.connection.their_state is h11.SEND_BODY

    def drop_input(self) -> None:
        """From now on, what the peer sends is not looked at."""
        self._drops_input = True

    async def handle(self, event: Event) -> None:
        if not (self._drops_input and isinstance(event, RawData)):
            await super().handle(event)

    async def stream_send(self, event: StreamEvent) -> None:
        await super().stream_send(event)
        refused = isinstance(event, Response) and event.status_code != _SWITCHING_PROTOCOLS
        if refused and isinstance(self.stream, WSStream):
            self._expect(_CLOSE_S)  # Hypercorn leaves such a connection open

    async def _check_protocol(self, event: h11.Request) -> None:
        """Nobody is switched to HTTP/2: such a request is answered in HTTP/1.1, which RFC 9110 allows."""

    async def _create_stream(self, request: h11.Request) -> None:
        if request.http_version > b"1.1":
            await self._send_error_response(505)
            await self.send(Closed())
            return
        await super()._create_stream(_without_compression(request))
        if isinstance(self.stream, WSStream):
            self.stream.buffer = BoundedBuffer(self.config.websocket_max_message_size, self._expect)


def _without_compression(request: h11.Request) -> h11.Request:
    """A compressed frame of 64 KiB unfolds to 64 MiB before its size is checked."""
    kept = [(name, value) for name, value in request.headers if name != _COMPRESSION_HEADER]
    if len(kept) == len(request.headers):
        return request
    return h11.Request(
        method=request.method, target=request.target, headers=kept, http_version=request.http_version
    )
