"""Serves the simulator's application on one address, from a start that fails loudly to a clean end."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart

from openwa_engine_simulator.address import Address

__all__ = ["serve_app"]

_GRACE_S: Final = 2.0
_IDLE_S: Final = 1.0
"""Shorter than the grace, so that a browser's idle connections end by themselves."""
_BACKLOG: Final = 128


@asynccontextmanager
async def serve_app(app: Quart, address: Address) -> AsyncIterator[str]:
    """Serves until the block is left; gives the URL, with the real port when 0 was asked for.

    Raises `OSError` when the address cannot be had.
    """
    listener = _listen(address)
    host, port = listener.getsockname()[:2]
    ended = asyncio.Event()
    server = asyncio.create_task(serve(app, _config(listener), shutdown_trigger=ended.wait))
    try:
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        ended.set()
        await _finish(server)


async def _finish(server: asyncio.Task[None]) -> None:
    _, late = await asyncio.wait({server}, timeout=2 * _GRACE_S)
    if late:  # a client that neither reads nor leaves: Python 3.12 and later would wait for it
        server.cancel()
        await asyncio.wait({server}, timeout=_GRACE_S)
    elif not server.cancelled():
        server.result()


def _listen(address: Address) -> socket.socket:
    family, kind, protocol, _, where = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


def _config(listener: socket.socket) -> Config:
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.graceful_timeout = _GRACE_S
    config.keep_alive_timeout = _IDLE_S
    config.include_server_header = False
    config.websocket_ping_interval = None  # its timer keeps a closed connection alive for one interval
    config.websocket_max_message_size = 1024 * 1024
    config.accesslog = None
    config.errorlog = logging.getLogger("openwa.simulator")
    config.loglevel = "WARNING"
    return config
