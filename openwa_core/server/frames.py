"""The frame writer of both servers: whole frames to the transport, past the ASGI app's `send`."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final

__all__ = ["TransportFrames"]

_MOST_UNSENT_BYTES: Final = 16 * 1024
"""What the system may hold of bytes that have not left yet. On loopback it would take 2.5 MB: a peer that
reads nothing would go unnoticed for that long."""


class TransportFrames:
    """See `openwa_hookspecs.frames.Frames`. Frames that the server writes itself (pongs, the close) are
    written whole as well, so none is torn."""

    def __init__(self, transport: asyncio.WriteTransport, is_open: Callable[[], bool]) -> None:
        self._transport = transport
        self._is_open = is_open
        plain = transport.get_extra_info("socket")
        option = getattr(socket, "TCP_NOTSENT_LOWAT", None)
        if plain is not None and option is not None:
            with suppress(OSError):
                plain.setsockopt(socket.IPPROTO_TCP, option, _MOST_UNSENT_BYTES)

    @property
    def waiting(self) -> int:
        return self._transport.get_write_buffer_size()

    def write(self, frames: bytes) -> bool:
        if self._transport.is_closing() or not self._is_open():
            return False
        self._transport.write(frames)
        return True

    def abort(self) -> None:
        self._transport.abort()
