"""The way out of a WebSocket below ASGI: what core's servers lend a transport that tells many sockets the
same."""

from __future__ import annotations

from typing import Final, Protocol

__all__ = ["FRAMES", "Frames", "text_frame"]

FRAMES: Final = "openwa.frames"
"""Under this name the scope of a WebSocket has its `Frames`, among its `extensions`."""

_FINAL_TEXT: Final = 0x81
_LENGTH_IN_2: Final = 126
_LENGTH_IN_8: Final = 127


class Frames(Protocol):
    """Takes whole frames of a socket that was accepted and not closed. ASGI's `send` works beside it."""

    @property
    def waiting(self) -> int:
        """How many bytes the peer has still to take, as far as this process holds them."""
        ...

    def write(self, frames: bytes) -> bool:
        """Hand frames over, without waiting: look at `waiting` first. False when the socket is not open any
        more, and nothing was written."""
        ...

    def abort(self) -> None:
        """Cut the connection off, without a goodbye; may be called twice."""
        ...


def text_frame(payload: bytes) -> bytes:
    """A text message in one frame, as a server sends it (RFC 6455, 5.2)."""
    size = len(payload)
    if size < _LENGTH_IN_2:
        return bytes((_FINAL_TEXT, size)) + payload
    if size < 1 << 16:
        return bytes((_FINAL_TEXT, _LENGTH_IN_2)) + size.to_bytes(2, "big") + payload
    return bytes((_FINAL_TEXT, _LENGTH_IN_8)) + size.to_bytes(8, "big") + payload
