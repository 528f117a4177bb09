"""A caller and a phone, over HTTP, as a user of the gateway and of the simulator's control API has them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

KEY = "a-key-for-tests-0123456789"
_TIMEOUT = aiohttp.ClientTimeout(total=90)


@dataclass(frozen=True, kw_only=True)
class RestClient:
    """Calls `/api` with the admin key."""

    base: str
    http: aiohttp.ClientSession
    key: str = KEY

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, Any]:
        """Status and the whole answer."""
        headers = {"X-API-Key": self.key}
        async with self.http.request(method, f"{self.base}/api{path}", json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def data(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
        """`data` of an answer that must be a success."""
        status, answer = await self.call(method, path, body)
        assert answer.get("success") is True, (method, path, status, answer)
        return answer["data"]

    async def create(self, name: str, engine: str) -> str:
        """A new session's id."""
        session: str = (await self.data("POST", "/sessions", {"name": name, "engine": engine}))["id"]
        return session

    async def until_status(
        self, session: str, status: str, *, timeout_s: float = 30.0, every_s: float = 0.02
    ) -> dict[str, Any]:
        """Wait for a status; the session as it is then."""
        known: dict[str, Any] = {}
        try:
            async with asyncio.timeout(timeout_s):
                while known.get("status") != status:
                    await asyncio.sleep(every_s)
                    known = await self.data("GET", f"/sessions/{session}")
        except TimeoutError:
            raise AssertionError(f"not {status} within {timeout_s} s: {known}") from None
        return known

    async def send(self, session: str, chat: str, text: str, **options: object) -> dict[str, Any]:
        """send-text, which must succeed."""
        body = {"chatId": chat, "text": text, **({"options": options} if options else {})}
        sent: dict[str, Any] = await self.data("POST", f"/sessions/{session}/messages/send-text", body)
        return sent

    async def history(self, session: str, chat: str, query: str = "") -> list[dict[str, Any]]:
        """A chat's messages, newest first."""
        messages: list[dict[str, Any]] = await self.data(
            "GET", f"/sessions/{session}/chats/{chat}/messages{query}"
        )
        return messages


@dataclass(frozen=True, kw_only=True)
class Phones:
    """Drives the simulator's phones."""

    base: str
    http: aiohttp.ClientSession

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
        """The answer of the control API, which must be a success."""
        async with self.http.request(method, f"{self.base}/control{path}", json=body) as answer:
            payload = await answer.json()
            assert answer.status < 300, (method, path, answer.status, payload)
            return payload

    async def scan(self, number: str, qr: str, *, push_name: str = "Tester") -> None:
        """The phone exists and scans the code."""
        await self.call("POST", "/phones", {"number": number, "pushName": push_name, "platform": "android"})
        await self.call("POST", f"/phones/{number}/scan", {"qr": qr})

    async def send(self, number: str, to: str, text: str) -> str:
        """Type a text on the phone; the message's key."""
        key: str = (await self.call("POST", f"/phones/{number}/send", {"to": to, "text": text}))["id"]
        return key

    async def texts(self, number: str, chat: str) -> list[str]:
        """What the phone shows in a chat, oldest first."""
        return [each["body"] for each in await self.call("GET", f"/phones/{number}/messages?chat={chat}")]


@asynccontextmanager
async def callers(
    gateway: str, simulator: str, *, key: str = KEY
) -> AsyncIterator[tuple[RestClient, Phones]]:
    """Both, on one HTTP client."""
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as http:
        yield RestClient(base=gateway, http=http, key=key), Phones(base=simulator, http=http)
