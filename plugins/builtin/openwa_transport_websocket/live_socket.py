"""One open WebSocket: what it wants, how far it is, and its way out."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.frames import Frames
from openwa_hookspecs.models.keys import Credentials, Principal
from openwa_transport_websocket.asgi import Send
from openwa_transport_websocket.interest import Interest, Topic
from openwa_transport_websocket.words import error_frame

__all__ = ["BROKEN", "GOING_SLOW", "POLICY", "LiveSocket"]

POLICY: Final = 1008
BROKEN: Final = 1011
GOING_SLOW: Final = 1013
"""`Try Again Later` in the registry of close codes."""

_HIGH_WATER_BYTES: Final = 64 * 1024
_GOODBYE_S: Final = 2.0
"""How long a client may take to answer the close."""

_LOOK_S: Final = 0.005


class LiveSocket:
    """Nothing waits for it: what it cannot take now stays where it is, for as long as it is kept there."""

    def __init__(
        self,
        *,
        frames: Frames,
        send: Send,
        caller: Principal,
        credentials: Credentials,
        context: GatewayContext,
    ) -> None:
        self.caller = caller
        self.credentials = credentials
        self.starts: dict[Topic, int] = {}
        """The subscriptions, each with the `seq` after which it holds."""
        self.interest = Interest(frozenset(), caller.sessions)
        self.place: int | None = None
        """Of the next event among the recent ones; None while it is not live."""
        self.position = 0
        """The `seq` of the last event that it was told or had no interest in."""
        self.ended = False
        self.left = asyncio.Event()
        """The connection is gone."""
        self._frames = frames
        self._send = send
        self._context = context
        self._written = 0
        self._taken = 0
        self._moved_at = context.clock.monotonic()

    @property
    def ready(self) -> bool:
        """Whether it is worth while to write more."""
        return self._frames.waiting < _HIGH_WATER_BYTES

    def write(self, frames: bytes) -> None:
        """Hand over whole frames; nothing happens on a socket that has ended."""
        if not self.ended and self._frames.write(frames):
            self._written += len(frames)

    async def room(self) -> None:
        """Wait until it is ready, or has ended."""
        while not (self.ended or self.ready):
            await self._context.clock.sleep(_LOOK_S)

    def is_stalled(self, now: float, patience_s: float) -> bool:
        """Whether the client has taken nothing for so long, though something waits for it."""
        waiting = self._frames.waiting
        taken = self._written - waiting
        if waiting == 0 or taken > self._taken:
            self._taken = max(taken, self._taken)
            self._moved_at = now
        return now - self._moved_at >= patience_s

    def want(self, starts: dict[Topic, int]) -> None:
        """These are the subscriptions from now on."""
        self.starts = starts
        self._see()

    def belongs_to(self, caller: Principal) -> None:
        """What the key may see is this now."""
        self.caller = caller
        self._see()

    def cut_off(self) -> None:
        """End at once: the client would not hear a goodbye."""
        self.ended = True
        self.place = None
        self._frames.abort()

    def end(self, code: int, notice: GatewayError) -> None:
        """Tell why, close, and cut off whoever does not answer in time; in the background."""
        if self.ended:
            return
        self.write(error_frame(notice, request_id=None, now=self._context.clock.now()))
        self.ended = True
        self.place = None
        self._context.tasks.spawn("close a socket", self._farewell(code, notice.code.value))

    async def _farewell(self, code: int, reason: str) -> None:
        try:
            # OSError, RuntimeError: the client has left meanwhile, or core has said goodbye.
            with suppress(TimeoutError, OSError, RuntimeError):
                async with asyncio.timeout(_GOODBYE_S):
                    await self._send({"type": "websocket.close", "code": code, "reason": reason})
                    await self.left.wait()
        finally:
            if not self.left.is_set():
                self._frames.abort()

    def _see(self) -> None:
        self.interest = Interest(frozenset(self.starts), self.caller.sessions)
