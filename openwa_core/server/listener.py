"""From `server.bind` to sockets that listen."""

from __future__ import annotations

import asyncio
import errno
import socket
from contextlib import suppress
from typing import Final, TypeAlias, cast

from openwa_core.server.errors import AddressInUseError, CannotListenError

__all__ = ["BACKLOG", "address_of", "open_listeners"]

BACKLOG: Final = 1024

_Address: TypeAlias = tuple[str | int, ...]

_REASONS: Final = {
    errno.EACCES: "not allowed. Ports below 1024 need a privilege; give server.bind a higher port.",
    errno.EADDRNOTAVAIL: "this machine has no such address. "
    "Give server.bind one that it has, or 0.0.0.0 for all.",
}


async def open_listeners(host: str, port: int, *, peer_timeout_s: float) -> list[socket.socket]:
    """Listening sockets, one for each address of the host; on Linux the kernel ends a connection whose peer
    acknowledges nothing for `peer_timeout_s`. Raises `CannotListenError`."""
    listeners: list[socket.socket] = []
    try:
        for family, address in await _resolve(host, port):
            listeners.append(_listen(family, _same_port(address, listeners), peer_timeout_s))
    except BaseException:
        for listener in listeners:
            listener.close()
        raise
    return listeners


def address_of(listener: socket.socket) -> str:
    """Where it really listens, as a URL."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _resolve(host: str, port: int) -> list[tuple[socket.AddressFamily, _Address]]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CannotListenError(f"{host}:{port}", f"no such host ({error.strerror}).") from error
    return list(dict.fromkeys((family, cast(_Address, address)) for family, _, _, _, address in found))


def _same_port(address: _Address, listeners: list[socket.socket]) -> _Address:
    """The free port that the first address got is the one for all."""
    if address[1] == 0 and listeners:
        return (address[0], listeners[0].getsockname()[1], *address[2:])
    return address


def _listen(family: socket.AddressFamily, address: _Address, peer_timeout_s: float) -> socket.socket:
    # Only a socket that names its protocol gets TCP_NODELAY from asyncio; others wait 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        _give_up_silent_peers(listener, peer_timeout_s)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise _explain(address, error) from error
    return listener


def _give_up_silent_peers(listener: socket.socket, seconds: float) -> None:
    """A peer that vanished acknowledges nothing; connections inherit the option from the listener."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        with suppress(OSError):
            listener.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1000))


def _explain(address: _Address, error: OSError) -> CannotListenError:
    shown = f"[{address[0]}]:{address[1]}" if ":" in str(address[0]) else f"{address[0]}:{address[1]}"
    if error.errno == errno.EADDRINUSE:
        return AddressInUseError(shown)
    return CannotListenError(shown, _REASONS.get(error.errno or 0, f"{error.strerror}."))
