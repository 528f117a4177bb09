"""The control API as an object: for tests that drive the phones of a simulator over HTTP.

It is the `World` of the engines' contract suite (`openwa_core.testing.contracts`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

__all__ = ["ControlError", "HandOver", "PhoneMessage", "SimulatorWorld"]

_TIMEOUT_S: Final = 10.0


class ControlError(Exception):
    """The simulator said no."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code


@dataclass(frozen=True, kw_only=True)
class PhoneMessage:
    """A message as one phone has it."""

    key: str
    from_me: bool
    text: str
    type: str
    ack: int
    """WhatsApp's own number: 1 the server has it, 2 delivered, 3 read."""
    quoted_key: str | None
    mentioned: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """One line of the send log."""

    key: str
    text: str
    outcome: str


class SimulatorWorld:
    def __init__(self, url: str) -> None:
        self._control = f"{url}/control"

    async def has_phone(self, number: str, *, push_name: str = "Ann", platform: str = "android") -> None:
        await self._post("/phones", number=number, pushName=push_name, platform=platform)

    async def scans(self, number: str, qr: str) -> None:
        await self._act(number, "scan", qr=qr)

    async def enters_code(self, number: str, code: str) -> None:
        await self._act(number, "enter-code", code=code)

    async def sends(self, number: str, to: str, text: str, *, quoted: str | None = None) -> str:
        """The key of the new message."""
        answer = await self._act(number, "send", to=to, text=text, quoted=quoted)
        return str(answer["id"])

    async def reads(self, number: str, peer: str) -> None:
        await self._act(number, "read", chat=peer)

    async def revokes(self, number: str, peer: str, key: str) -> None:
        await self._act(number, "revoke", chat=peer, id=key)

    async def unlinks(self, number: str) -> None:
        await self._act(number, "unlink")

    async def is_banned(self, number: str, reason: str = "spam") -> None:
        await self._act(number, "ban", reason=reason)

    async def is_unbanned(self, number: str) -> None:
        await self._act(number, "unban")

    async def messages(self, number: str, peer: str) -> Sequence[PhoneMessage]:
        """The chat as this phone has it, oldest first."""
        answer = await self._call("GET", f"/phones/{number}/messages?chat={peer}")
        return [_phone_message(message) for message in answer]

    async def devices(self, number: str) -> int:
        """How many devices are linked to the phone."""
        state = await self._call("GET", "/state")
        return sum(len(phone["devices"]) for phone in state["phones"] if phone["number"] == number)

    async def hand_overs(self, number: str) -> Sequence[HandOver]:
        """What linked devices of this number have handed over, in order."""
        log = await self._call("GET", "/log?limit=10000")
        return [
            HandOver(key=entry["id"], text=entry["body"], outcome=entry["outcome"])
            for entry in log
            if entry["from"] == number
        ]

    async def drops_connections(self, number: str, seconds: float) -> None:
        await self._switch(number, dropForMs=round(seconds * 1000))

    async def refuses_sends(self, number: str, code: str = "refused") -> None:
        await self._switch(number, fail=code)

    async def swallows_sends(self, number: str) -> None:
        await self._switch(number, silent=True)

    async def answers_late(self, number: str, seconds: float) -> None:
        await self._switch(number, delayMs=round(seconds * 1000))

    async def behaves(self, number: str) -> None:
        """No fault any more."""
        await self._switch(number)

    async def _switch(self, number: str, **faults: object) -> None:
        await self._post("/switches", number=number, **faults)

    async def _act(self, number: str, action: str, **body: object) -> Any:  # noqa: ANN401  JSON
        return await self._post(f"/phones/{number}/{action}", **body)

    async def _post(self, path: str, **body: object) -> Any:  # noqa: ANN401  JSON
        return await self._call("POST", path, json.dumps(body).encode())

    async def _call(self, method: str, path: str, body: bytes | None = None) -> Any:  # noqa: ANN401  JSON
        request = Request(f"{self._control}{path}", data=body, method=method)
        return await asyncio.to_thread(_fetch, request)


def _fetch(request: Request) -> Any:  # noqa: ANN401  JSON
    try:
        with urlopen(request, timeout=_TIMEOUT_S) as answer:
            return json.load(answer)
    except HTTPError as refused:
        with refused:
            error = json.load(refused)["error"]
        raise ControlError(refused.code, error["code"], error["message"]) from None


def _phone_message(wire: dict[str, Any]) -> PhoneMessage:
    quoted = wire["quoted"]
    return PhoneMessage(
        key=wire["id"],
        from_me=wire["fromMe"],
        text=wire["body"],
        type=wire["type"],
        ack=wire["ack"],
        quoted_key=None if quoted is None else quoted["id"].split("_")[2],
        mentioned=wire["mentioned"],
    )
