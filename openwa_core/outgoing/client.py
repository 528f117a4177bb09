"""The guarded client on aiohttp. The check stands where the connection is made, on the numeric address: what
a URL spells or a resolver answers cannot get round it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Final

from aiohttp import (
    AddrInfoType,
    ClientConnectionError,
    ClientConnectorError,
    ClientError,
    ClientPayloadError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    InvalidURL,
    TCPConnector,
)
from yarl import URL

from openwa_core.outgoing.addresses import parse_address
from openwa_core.outgoing.rules import OutgoingRules
from openwa_core.outgoing.targets import parse_target, redirect_target
from openwa_hookspecs.http import (
    HttpBlockedError,
    HttpBodyTooLargeError,
    HttpConnectError,
    HttpRedirectError,
    HttpResponse,
    HttpTimeoutError,
    HttpUrlError,
)

__all__ = ["AiohttpClient", "AiohttpStream"]

_CHUNK: Final = 64 * 1024
_CONNECTIONS: Final = 1000
"""In all. Who uses the client keeps the number of slow hosts that it asks at once far below this."""
_CONNECTIONS_PER_HOST: Final = 64
_CONNECT_S: Final = 10.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class _BlockedError(OSError):
    """Raised instead of a socket. Always with the same words, so that many of them count as one."""

    def __init__(self) -> None:
        super().__init__("blocked")


class AiohttpClient:
    """See `openwa_hookspecs.http.HttpClient`. Belongs to the running loop; ended by `close`."""

    def __init__(self, rules: OutgoingRules, *, user_agent: str) -> None:
        self._rules = rules
        self._open = _session(partial(_connectable, rules, False), user_agent)
        self._named = _session(partial(_connectable, rules, True), user_agent)

    async def close(self) -> None:
        """Close all connections; may be called twice."""
        await self._open.close()
        await self._named.close()

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout_s: float = 30.0,
        max_bytes: int = 4096,
        max_redirects: int = 0,
    ) -> HttpResponse:
        with _translated():
            async with asyncio.timeout(timeout_s):
                response = await self._follow(method, parse_target(url), headers, body, max_redirects)
                async with response:
                    kept, truncated = await _read(response, max_bytes)
        return HttpResponse(
            status=response.status, headers=_headers(response), body=kept, truncated=truncated
        )

    @asynccontextmanager
    async def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 60.0,
        max_bytes: int,
        max_redirects: int = 3,
    ) -> AsyncIterator[AiohttpStream]:
        deadline = asyncio.get_running_loop().time() + timeout_s
        with _translated():
            async with asyncio.timeout_at(deadline):
                response = await self._follow("GET", parse_target(url), headers, None, max_redirects)
        async with response:
            yield AiohttpStream(response, max_bytes, deadline)

    async def _follow(
        self, method: str, url: URL, headers: Mapping[str, str] | None, body: bytes | None, max_redirects: int
    ) -> ClientResponse:
        """The first response that is no redirect, or that is not to be followed."""
        origin = url.origin()
        for hops_left in range(max_redirects, -1, -1):
            own = headers if url.origin() == origin else None
            response = await self._send(method, url, own, body)
            location = _location(method, response) if max_redirects else None
            if location is None:
                return response
            response.close()
            if not hops_left:
                break
            url = redirect_target(url, location)
        raise HttpRedirectError(f"more than {max_redirects} redirects")

    async def _send(
        self, method: str, url: URL, headers: Mapping[str, str] | None, body: bytes | None
    ) -> ClientResponse:
        session = self._named if self._rules.allows_name(url.raw_host or "") else self._open
        return await session.request(method, url, headers=headers, data=body, allow_redirects=False)


class AiohttpStream:
    """See `openwa_hookspecs.http.HttpStream`."""

    def __init__(self, response: ClientResponse, max_bytes: int, deadline: float) -> None:
        self._response = response
        self._max_bytes = max_bytes
        self._deadline = deadline

    @property
    def status(self) -> int:
        return self._response.status

    @property
    def headers(self) -> Mapping[str, str]:
        return _headers(self._response)

    async def chunks(self) -> AsyncIterator[bytes]:
        if (self._response.content_length or 0) > self._max_bytes:
            raise self._too_large()
        received = 0
        while chunk := await self._next():
            received += len(chunk)
            if received > self._max_bytes:
                raise self._too_large()
            yield chunk

    async def _next(self) -> bytes:
        with _translated():
            async with asyncio.timeout_at(self._deadline):
                return await self._response.content.read(_CHUNK)

    def _too_large(self) -> HttpBodyTooLargeError:
        return HttpBodyTooLargeError(f"the answer is longer than {self._max_bytes} bytes")


def _session(connectable: partial[socket.socket], user_agent: str) -> ClientSession:
    """No proxy or password from the environment, no cookies, no decompression; certificates are checked."""
    return ClientSession(
        connector=TCPConnector(
            limit=_CONNECTIONS, limit_per_host=_CONNECTIONS_PER_HOST, socket_factory=connectable
        ),
        auto_decompress=False,
        cookie_jar=DummyCookieJar(),
        headers={"accept-encoding": "identity", "user-agent": user_agent},
        timeout=ClientTimeout(total=None, connect=None, sock_connect=_CONNECT_S),
        trust_env=False,
    )


def _connectable(rules: OutgoingRules, named: bool, info: AddrInfoType) -> socket.socket:
    """A socket for the address that is about to be connected, if that is allowed."""
    family, kind, protocol, _, sockaddr = info
    address = parse_address(str(sockaddr[0]))
    if address is None or not rules.allows(address, named=named):
        raise _BlockedError
    return socket.socket(family, kind, protocol)


def _location(method: str, response: ClientResponse) -> str | None:
    if method not in {"GET", "HEAD"} or response.status not in _REDIRECTS:
        return None
    return response.headers.get("location")


async def _read(response: ClientResponse, max_bytes: int) -> tuple[bytes, bool]:
    """At most so many bytes, and whether there was more; the connection of a longer body is dropped."""
    kept = bytearray()
    while len(kept) <= max_bytes:
        chunk = await response.content.read(max_bytes + 1 - len(kept))
        if not chunk:
            return bytes(kept), False
        kept += chunk
    response.close()
    return bytes(kept[:max_bytes]), True


def _headers(response: ClientResponse) -> Mapping[str, str]:
    first: dict[str, str] = {}
    for name, value in response.headers.items():
        first.setdefault(name.lower(), value)
    return first


@contextmanager
def _translated() -> Iterator[None]:
    """aiohttp's errors in words that may be shown: theirs carry addresses."""
    try:
        yield
    except ClientSSLError as error:
        raise HttpConnectError("the host has no certificate that is trusted") from error
    except ClientConnectorError as error:
        if isinstance(error.os_error, _BlockedError):
            raise HttpBlockedError("the host is not one that this gateway may reach") from None
        raise HttpConnectError("the host cannot be reached") from error
    except (InvalidURL, UnicodeError) as error:  # of a host that no resolver takes, such as `.`
        raise HttpUrlError("this is no URL that can be requested") from error
    except TimeoutError as error:
        raise HttpTimeoutError("no complete answer in time") from error
    except ClientPayloadError as error:
        raise HttpConnectError("the answer broke off") from error
    except ClientConnectionError as error:
        raise HttpConnectError("the connection broke") from error
    except ClientError as error:
        raise HttpConnectError("the answer is not HTTP") from error
