"""Who may open a socket, and what then becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.credentials import credentials
from openwa_hookspecs.errors import ForbiddenError, GatewayError, RateLimitedError
from openwa_hookspecs.frames import FRAMES, Frames
from openwa_hookspecs.models.keys import Credentials, Principal
from openwa_transport_websocket.asgi import Receive, Scope, Send
from openwa_transport_websocket.config import WebsocketConfig
from openwa_transport_websocket.conversation import Conversation
from openwa_transport_websocket.hub import Hub
from openwa_transport_websocket.key_watch import KeyWatch
from openwa_transport_websocket.live_socket import LiveSocket
from openwa_transport_websocket.refusal import refuse
from openwa_transport_websocket.replay import ReplayDesk
from openwa_transport_websocket.words import INTERNAL_ERROR

__all__ = ["Door"]

_ANY: Final = "*"
_RETRY_AFTER_S: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class _Guest:
    """Who was let in, and by what."""

    caller: Principal
    credentials: Credentials
    frames: Frames

    @property
    def key(self) -> str:
        """Under which sockets are counted."""
        return self.caller.key_id or self.caller.name


class Door:
    """Admits sockets, and keeps them until they leave."""

    def __init__(self, config: WebsocketConfig, context: GatewayContext) -> None:
        self._config = config
        self._context = context
        self._hub = Hub(config, context)
        self._desk = ReplayDesk(context)
        self._watch = KeyWatch(self._hub, context, every_s=config.key_check_s)
        self._open: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._hub)

    async def enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one WebSocket from its handshake to its end."""
        if (await receive())["type"] != "websocket.connect":
            return
        try:
            guest = await self._admit(scope)
        except GatewayError as error:
            await refuse(scope, send, error, self._context.clock)
            return
        except Exception:
            self._context.log.exception("a socket could not be opened")
            await refuse(scope, send, INTERNAL_ERROR, self._context.clock)
            return
        try:
            await send({"type": "websocket.accept"})
            await self._entertain(guest, receive, send)
        finally:
            self._open[guest.key] -= 1
            if not self._open[guest.key]:
                del self._open[guest.key]

    async def _admit(self, scope: Scope) -> _Guest:
        """Let the caller in and count him. Raises a `GatewayError`."""
        header = _reader(scope)
        self._check_origin(header(b"origin"))
        client = scope.get("client")
        address = client[0] if client else ""
        given = credentials(address=address, header=header, query=scope["query_string"])
        caller = await self._context.auth.authenticate(given)
        guest = _Guest(caller=caller, credentials=given, frames=_frames(scope))
        if self._open[guest.key] >= self._config.sockets_per_key:
            raise RateLimitedError("Too many sockets of this key", retry_after_s=_RETRY_AFTER_S)
        self._open[guest.key] += 1
        return guest

    def _check_origin(self, origin: str | None) -> None:
        """Only browsers send one; a page cannot send another page's."""
        allowed = self._config.origins
        if origin is not None and _ANY not in allowed and origin not in allowed:
            raise ForbiddenError("Pages of this origin may not open sockets")

    async def _entertain(self, guest: _Guest, receive: Receive, send: Send) -> None:
        socket = LiveSocket(
            frames=guest.frames,
            send=send,
            caller=guest.caller,
            credentials=guest.credentials,
            context=self._context,
        )
        conversation = Conversation(
            socket=socket, hub=self._hub, desk=self._desk, context=self._context, config=self._config
        )
        self._hub.join(socket)
        self._watch.wake()
        try:
            await conversation.run(receive)
        finally:
            socket.ended = True
            socket.left.set()
            self._hub.leave(socket)


def _frames(scope: Scope) -> Frames:
    frames: Frames | None = scope.get("extensions", {}).get(FRAMES)
    if frames is None:
        raise LookupError(f"the server lends no {FRAMES}: sockets need it")
    return frames


def _reader(scope: Scope) -> Callable[[bytes], str | None]:
    """A header's value by its lower-case name; the values of a repeated one are joined by commas."""

    def read(wanted: bytes) -> str | None:
        found = [value for name, value in scope["headers"] if name == wanted]
        return b",".join(found).decode("latin-1") if found else None

    return read
