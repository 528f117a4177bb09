"""A receiver of webhooks on loopback, whose answers a test decides."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

__all__ = ["Received", "Receiver", "a_receiver", "refused"]


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    at: float
    """The loop's time."""
    cut: Callable[[], None] = field(default=lambda: None, repr=False)
    """Ends the connection without a word."""

    @property
    def json(self) -> dict[str, Any]:
        envelope: dict[str, Any] = json.loads(self.body)
        return envelope

    @property
    def key(self) -> str:
        return self.headers["x-openwa-idempotency-key"]


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _takes_it(_request: Received) -> web.StreamResponse:
    return web.Response(text="thank you")


async def refused(status: int, **headers: str) -> web.StreamResponse:
    """An answer that is no success."""
    return web.Response(status=status, headers=headers)


@dataclass
class Receiver:
    """What came, and what is answered."""

    answer: Callable[[Received], Awaitable[web.StreamResponse]] = _takes_it
    requests: list[Received] = field(default_factory=list)
    port: int = 0
    open: int = 0
    """Requests that have no answer yet."""
    most_open: int = 0

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        received = Received(
            path=request.path_qs,
            headers=headers,
            body=await request.read(),
            at=asyncio.get_running_loop().time(),
            cut=partial(_cut, request),
        )
        self.requests.append(received)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            return await self.answer(received)
        finally:
            self.open -= 1


@asynccontextmanager
async def a_receiver() -> AsyncIterator[Receiver]:
    """Serve until the block ends; requests that hang are cut off then."""
    receiver = Receiver()
    app = web.Application(client_max_size=2**20)
    app.router.add_route("*", "/{tail:.*}", receiver.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.port = runner.addresses[0][1]
    try:
        yield receiver
    finally:
        await runner.cleanup()
