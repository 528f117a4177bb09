"""The WebSockets that are open, so that a stopping server can say goodbye to them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

__all__ = ["AsgiApp", "LiveSockets", "Message", "Receive", "Scope", "Send"]

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Any]]
Send: TypeAlias = Callable[[Any], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Any, Receive, Send], Awaitable[None]]


class _Socket:
    """One WebSocket's way out. After the goodbye nothing leaves any more, whatever the app still sends."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._closed = False

    async def send(self, message: Message) -> None:
        if not self._closed:
            await self._send(message)

    async def close(self, code: int) -> None:
        self._closed = True
        await self._send({"type": "websocket.close", "code": code})


class LiveSockets:
    """The app itself, with a list of its open WebSockets."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app
        self._open: set[_Socket] = set()

    def __len__(self) -> int:
        return len(self._open)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        socket = _Socket(send)
        self._open.add(socket)
        try:
            await self._app(scope, receive, socket.send)
        finally:
            self._open.discard(socket)

    async def close_all(self, code: int, *, timeout_s: float) -> None:
        """Close every WebSocket with that code; one that cannot be told in time is left to the server."""
        farewells = [asyncio.create_task(socket.close(code)) for socket in self._open]
        if farewells:
            _, late = await asyncio.wait(farewells, timeout=timeout_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*farewells, return_exceptions=True)
