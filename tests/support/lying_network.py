"""A resolver that says what a test wants, and a wire on which nothing leaves the loopback."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pytest

__all__ = ["LyingNetwork", "lying_network"]

Answer: TypeAlias = Callable[[], Sequence[str]]


@dataclass
class LyingNetwork:
    """What names resolve to, and where somebody wanted to connect."""

    names: dict[str, Answer] = field(default_factory=dict)
    """By name, in lower case. Every other name is at 127.0.0.1."""
    beyond: list[str] = field(default_factory=list)
    """Addresses other than the loopback's to which a connection was asked for; none was made."""

    def addresses_of(self, host: str) -> Sequence[str]:
        answer = self.names.get(host.lower().removesuffix("."))
        return answer() if answer is not None else ["127.0.0.1"]

    def refuses(self, address: str) -> bool:
        """Whether a connection there is refused, and noted."""
        if ipaddress.ip_address(address.partition("%")[0]).is_loopback:
            return False
        self.beyond.append(address)
        return True


@contextmanager
def lying_network() -> Iterator[LyingNetwork]:
    """For this process, until the block ends. Only for loops of asyncio itself."""
    network = LyingNetwork()
    resolve, connect = socket.getaddrinfo, asyncio.selector_events.BaseSelectorEventLoop.sock_connect

    def lie(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the original
        text = host.decode() if isinstance(host, bytes) else str(host)
        if _is_number(text):
            return resolve(host, port, *args, **kwargs)
        return [_info(address, int(port or 0)) for address in network.addresses_of(text)]

    async def guarded(loop: Any, sock: socket.socket, address: Any) -> None:  # noqa: ANN401 - as the original
        if sock.family in {socket.AF_INET, socket.AF_INET6} and network.refuses(str(address[0])):
            raise ConnectionRefusedError("the test lets nothing off the loopback")
        await connect(loop, sock, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", lie)
        patch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", guarded)
        yield network


def _is_number(host: str) -> bool:
    """Whatever the system's resolver takes for an address, such as 127.1."""
    if ":" in host:
        return True
    try:
        socket.inet_aton(host)
    except OSError:
        return False
    return True


def _info(address: str, port: int) -> tuple[int, int, int, str, tuple[Any, ...]]:
    kind = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
    if ":" not in address:
        return (socket.AF_INET, *kind, (address, port))
    return (socket.AF_INET6, *kind, (address.partition("%")[0], port, 0, 0))
