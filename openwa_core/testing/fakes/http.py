"""The outgoing client of a test that sends nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from openwa_hookspecs.http import HttpBlockedError, HttpResponse, HttpStream

__all__ = ["NoHttp"]


class NoHttp:
    """Implements `openwa_hookspecs.http.HttpClient`: no host may be reached."""

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
        raise HttpBlockedError("the host is not one that this gateway may reach")

    @asynccontextmanager
    async def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 60.0,
        max_bytes: int,
        max_redirects: int = 3,
    ) -> AsyncIterator[HttpStream]:
        raise HttpBlockedError("the host is not one that this gateway may reach")
        yield  # makes it a generator
