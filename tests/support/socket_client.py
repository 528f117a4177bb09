"""A client of `/ws` over the network, as a user has one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import aiohttp
import orjson

from tests.support.rest_client import KEY

__all__ = ["SocketClient", "socket_client"]

Json: TypeAlias = Any
_PATIENCE_S = 20.0


@dataclass(kw_only=True)
class SocketClient:
    """Says things, and keeps what it hears."""

    socket: aiohttp.ClientWebSocketResponse
    heard: list[Json] = field(default_factory=list)
    _passed_over: list[Json] = field(default_factory=list)

    async def next(self) -> Json:
        """The next message; None when the socket was closed."""
        message = await self.socket.receive(timeout=_PATIENCE_S)
        if message.type is not aiohttp.WSMsgType.TEXT:
            return None
        self.heard.append(orjson.loads(message.data))
        return self.heard[-1]

    async def ask(self, document: Mapping[str, Json]) -> Json:
        """Say it, and give the answer; events that come first are kept."""
        await self.socket.send_json(document)
        while (answer := await self.next()) is not None and answer["type"] == "event":
            self._passed_over.append(answer["payload"])
        return answer

    async def subscribe(self, session: str = "*", *events: str, **more: Json) -> Json:
        """Subscribe, and give the answer."""
        payload = {"sessionId": session, "events": list(events) or ["*"], **more}
        return await self.ask({"type": "subscribe", "payload": payload})

    async def event(self, kind: str) -> Json:
        """The payload of the next event of that kind; those of other kinds are kept for later."""
        for payload in self._passed_over:
            if payload["event"] == kind:
                self._passed_over.remove(payload)
                return payload
        async with asyncio.timeout(_PATIENCE_S):
            while (message := await self.next()) is not None:
                if message["type"] == "event" and message["payload"]["event"] == kind:
                    return message["payload"]
                if message["type"] == "event":
                    self._passed_over.append(message["payload"])
        raise AssertionError(f"closed with {self.socket.close_code}, and no {kind} before that")

    async def until_closed(self) -> int | None:
        """The code with which it is closed."""
        async with asyncio.timeout(_PATIENCE_S):
            while await self.next() is not None:
                continue
        return self.socket.close_code


@asynccontextmanager
async def socket_client(
    url: str, *, query: str = "", headers: Mapping[str, str] | None = None
) -> AsyncIterator[SocketClient]:
    """Open a socket of the gateway at that address, with the admin key unless told otherwise."""
    sent = {"X-API-Key": KEY} if headers is None else headers
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{url}/ws{query}", headers=sent, max_msg_size=0) as socket,
    ):
        yield SocketClient(socket=socket)
