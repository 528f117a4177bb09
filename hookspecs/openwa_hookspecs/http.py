"""Outgoing HTTP: the guarded client that core lends. It reaches the public internet and what the operator
allowed, nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

__all__ = [
    "HttpBlockedError",
    "HttpBodyTooLargeError",
    "HttpClient",
    "HttpConnectError",
    "HttpError",
    "HttpRedirectError",
    "HttpResponse",
    "HttpStream",
    "HttpTimeoutError",
    "HttpUrlError",
]


class HttpError(Exception):
    """No usable response. The messages of this family may be shown to anyone: they name no address that a
    host resolved to, and no byte that came from there."""


class HttpUrlError(HttpError):
    """The text is no URL that the client takes; the message says what is wrong with it."""


class HttpBlockedError(HttpError):
    """The host is none that the gateway may reach."""


class HttpConnectError(HttpError):
    """No connection, no trusted certificate, or the connection broke."""


class HttpTimeoutError(HttpError):
    """The whole exchange did not end in time."""


class HttpRedirectError(HttpError):
    """More redirects than were allowed, or one that leads nowhere."""


class HttpBodyTooLargeError(HttpError):
    """A stream is longer than was allowed."""


@dataclass(frozen=True, kw_only=True)
class HttpResponse:
    """A response of any status. Header names are in lower case; of a header that came twice the first counts.

    `body` is as it came over the wire, never decompressed; `truncated` says that there was more of it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    truncated: bool = False


class HttpStream(Protocol):
    """A response whose body is still on its way."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...

    def chunks(self) -> AsyncIterator[bytes]:
        """The body, once. Raises `HttpBodyTooLargeError` where it exceeds the limit, or `HttpError` when it
        breaks off."""
        ...


class HttpClient(Protocol):
    """Requests to URLs that callers chose. Redirects are followed for GET and HEAD only, each hop under the
    same checks, and headers of the caller go to the first origin only."""

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
        """The response, with at most `max_bytes` of its body. With no redirects allowed a redirect is a
        response like any other. Raises an `HttpError`."""
        ...

    def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 60.0,
        max_bytes: int,
        max_redirects: int = 3,
    ) -> AbstractAsyncContextManager[HttpStream]:
        """GET a body that is too large for the memory; `timeout_s` holds until its end."""
        ...
