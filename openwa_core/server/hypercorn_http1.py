"""HTTP/1.1 and WebSockets on Hypercorn's protocol: no HTTP/2, no compression, bounded messages.

Of `H11Protocol` in Hypercorn 0.18 this leans on the constructor, `handle`, `stream_send`, `_check_protocol`,
`_create_stream`, `_send_error_response` and `_send_h11_event`; of `WSStream` on `buffer`, `closed`,
`state` and `connection`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

import h11
from hypercorn.asyncio.task_group import TaskGroup
from hypercorn.config import Config
from hypercorn.events import Closed, Event, RawData
from hypercorn.protocol.events import Event as StreamEvent
from hypercorn.protocol.events import Response
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.protocol.ws_stream import ASGIWebsocketState, FrameTooLargeError, WebsocketBuffer, WSStream
from hypercorn.typing import AppWrapper, WorkerContext
from hypercorn.typing import ConnectionState as AppState
from wsproto.connection import ConnectionState
from wsproto.events import Message

from openwa_core.server.refusal import refusal
from openwa_core.server.settings import MAX_HEAD_BYTES

__all__ = ["BoundedBuffer", "Http1"]

_CLOSE_S: Final = 2.0
"""How long a peer may take to leave after it was told why."""

_COMPRESSION_HEADER: Final = b"sec-websocket-extensions"
_TWO_LENGTHS: Final = frozenset({b"content-length", b"transfer-encoding"})

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
        super().__init__(app, config, context, task_group, AppState({}), False, client, server, send)
        self._expect = expect
        self._drops_input = False
        self._is_head = False

    @property
    def is_peer_talking(self) -> bool:
        """Whether the peer may be in the middle of something that nobody waits for."""
        return not self._drops_input and self.connection.their_state in {h11.SEND_BODY, h11.ERROR}

    @property
    def is_answer_due(self) -> bool:
        """Whether the peer has asked for all that it wants and has no answer yet."""
        asked = self.connection.their_state in {h11.DONE, h11.MUST_CLOSE}
        return asked and self.connection.our_state in {h11.SEND_RESPONSE, h11.SEND_BODY}

    @property
    def has_open_socket(self) -> bool:
        """Whether a WebSocket was accepted here, and neither side has closed it."""
        stream = self.stream
        if not isinstance(stream, WSStream) or stream.closed:
            return False
        if stream.state is not ASGIWebsocketState.CONNECTED:
            return False
        return stream.connection.state is ConnectionState.OPEN

    def drop_input(self) -> None:
        """From now on, what the peer sends is not looked at."""
        self._drops_input = True

    async def handle(self, event: Event) -> None:
        if not (self._drops_input and isinstance(event, RawData)):
            await super().handle(event)

    async def stream_send(self, event: StreamEvent) -> None:
        await super().stream_send(event)
        refused = isinstance(event, Response) and event.status_code != HTTPStatus.SWITCHING_PROTOCOLS
        if refused and isinstance(self.stream, WSStream):
            self._expect(_CLOSE_S)  # Hypercorn leaves such a connection open
            self.drop_input()  # and would refuse once more what the peer says now, which h11 forbids

    async def _check_protocol(self, event: h11.Request) -> None:
        """Nobody is switched to HTTP/2: such a request is answered in HTTP/1.1, which RFC 9110 allows."""

    async def _create_stream(self, request: h11.Request) -> None:
        self._is_head = request.method == b"HEAD"
        if (status := _fault(request)) is not None:
            await self._send_error_response(status)
            await self.send(Closed())
            return
        await super()._create_stream(_without_compression(request))
        if isinstance(self.stream, WSStream):
            self.stream.buffer = BoundedBuffer(self.config.websocket_max_message_size, self._expect)

    async def _send_error_response(self, status_code: int) -> None:
        answer = refusal(status_code)
        headers = [*answer.headers, *self.config.response_headers("h11")]
        await self._send_h11_event(h11.Response(status_code=status_code, headers=headers))
        if not self._is_head:
            await self._send_h11_event(h11.Data(data=answer.body))
        await self._send_h11_event(h11.EndOfMessage())


def _fault(request: h11.Request) -> HTTPStatus | None:
    """What h11 lets pass: it measures a head only while that is incomplete, and takes two lengths for a body
    (a proxy in front may believe the other one)."""
    if request.http_version > b"1.1":
        return HTTPStatus.HTTP_VERSION_NOT_SUPPORTED
    size = len(request.target) + sum(len(name) + len(value) for name, value in request.headers)
    if size > MAX_HEAD_BYTES:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    if {name for name, _ in request.headers} >= _TWO_LENGTHS:
        return HTTPStatus.BAD_REQUEST
    return None


def _without_compression(request: h11.Request) -> h11.Request:
    """A compressed frame of 64 KiB unfolds to 64 MiB before its size is checked."""
    kept = [(name, value) for name, value in request.headers if name != _COMPRESSION_HEADER]
    if len(kept) == len(request.headers):
        return request
    return h11.Request(
        method=request.method, target=request.target, headers=kept, http_version=request.http_version
    )
