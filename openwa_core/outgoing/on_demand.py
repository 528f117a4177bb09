"""The client for a process that may never send a request: aiohttp is imported for the first one (0.2 s)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from openwa_core.outgoing.rules import OutgoingRules
from openwa_hookspecs.http import HttpResponse, HttpStream

if TYPE_CHECKING:
    from openwa_core.outgoing.client import AiohttpClient

__all__ = ["OutgoingHttp"]


class OutgoingHttp:
    """See `openwa_hookspecs.http.HttpClient`. One for the whole gateway; `close` ends it."""

    def __init__(self, rules: OutgoingRules, *, version: str) -> None:
        self._rules = rules
        self._user_agent = f"openwa-gateway/{version}"
        self._client: AiohttpClient | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Close all connections; may be called twice."""
        async with self._opening:
            if self._client is not None:
                await self._client.close()

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
        client = self._client or await self._opened()
        return await client.request(
            method,
            url,
            headers=headers,
            body=body,
            timeout_s=timeout_s,
            max_bytes=max_bytes,
            max_redirects=max_redirects,
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
    ) -> AsyncIterator[HttpStream]:
        client = self._client or await self._opened()
        async with client.stream(
            url, headers=headers, timeout_s=timeout_s, max_bytes=max_bytes, max_redirects=max_redirects
        ) as stream:
            yield stream

    async def _opened(self) -> AiohttpClient:
        async with self._opening:
            if self._client is None:
                module = await asyncio.to_thread(import_module, "openwa_core.outgoing.client")
                self._client = module.AiohttpClient(self._rules, user_agent=self._user_agent)
            return self._client
