"""Whether anybody takes a connection at a URL: DNS, TCP and TLS, and not one byte of HTTP."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Sequence
from typing import Final, TypeAlias

from yarl import URL

from openwa_core.outgoing.addresses import parse_address
from openwa_core.outgoing.rules import OutgoingRules
from openwa_core.outgoing.targets import parse_target
from openwa_hookspecs.http import HttpBlockedError, HttpConnectError, HttpTimeoutError

__all__ = ["probe"]

_MAX_ADDRESSES: Final = 8
"""Of one name that are tried: a resolver's answer is under the control of who chose the name."""

_Place: TypeAlias = (
    "tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]"
)


async def probe(rules: OutgoingRules, text: str, *, timeout_s: float) -> None:
    """Connect and hang up. Raises `HttpUrlError`, `HttpBlockedError` where the rules allow none of the host's
    addresses, `HttpConnectError` or `HttpTimeoutError`; none of them says which address that was."""
    url = parse_target(text)
    try:
        async with asyncio.timeout(timeout_s):
            await _connect(url, _allowed(rules, url, await _resolved(url)))
    except TimeoutError:
        raise HttpTimeoutError("the host does not answer in time") from None


async def _resolved(url: URL) -> Sequence[_Place]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(url.raw_host, url.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise HttpConnectError("the host cannot be reached") from None
    return [(family, sockaddr) for family, _, _, _, sockaddr in found]


def _allowed(rules: OutgoingRules, url: URL, places: Sequence[_Place]) -> Sequence[_Place]:
    named = rules.allows_name(url.raw_host or "")
    allowed = []
    for family, sockaddr in places:
        address = parse_address(str(sockaddr[0]))
        if address is not None and rules.allows(address, named=named):
            allowed.append((family, sockaddr))
    if not allowed:
        raise HttpBlockedError("the host is not one that this gateway may reach")
    return allowed[:_MAX_ADDRESSES]


async def _connect(url: URL, places: Sequence[_Place]) -> None:
    failure = HttpConnectError("the host cannot be reached")
    for family, sockaddr in places:
        try:
            return await _connect_one(url, family, sockaddr)
        except ssl.SSLError:
            failure = HttpConnectError("the host has no certificate that is trusted")
        except OSError:
            continue
    raise failure


async def _connect_one(url: URL, family: socket.AddressFamily, sockaddr: object) -> None:
    """To the very address that was checked: no name is resolved a second time."""
    loop = asyncio.get_running_loop()
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        await loop.sock_connect(connection, sockaddr)  # type: ignore[arg-type]  # as getaddrinfo gave it
        if url.scheme == "https":
            context = await asyncio.to_thread(ssl.create_default_context)
            _, writer = await asyncio.open_connection(
                sock=connection, ssl=context, server_hostname=url.raw_host
            )
            writer.transport.abort()
    finally:
        connection.close()
