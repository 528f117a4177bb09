"""Phones that a test holds in its hands: the `World` of the engines' contract suite
(`openwa_core.testing.contracts`) over the control API."""

from __future__ import annotations

from collections.abc import Sequence

from openwa_engine_simulator.testing.faulting import Faulting
from openwa_engine_simulator.testing.grouping import Grouping
from openwa_engine_simulator.testing.looking import Looking
from openwa_engine_simulator.testing.looks import HandOver
from openwa_engine_simulator.testing.writing import Writing

__all__ = ["SimulatorWorld"]


class SimulatorWorld(Writing, Looking, Grouping, Faulting):
    async def has_phone(
        self, number: str, *, push_name: str = "Ann", platform: str = "android", business: bool = False
    ) -> None:
        await self._control.post(
            "/phones", number=number, pushName=push_name, platform=platform, business=business
        )

    async def scans(self, number: str, qr: str) -> None:
        await self._control.act(number, "scan", qr=qr)

    async def enters_code(self, number: str, code: str) -> None:
        await self._control.act(number, "enter-code", code=code)

    async def sends(self, number: str, to: str, text: str, *, quoted: str | None = None) -> str:
        """The key of the new message."""
        answer = await self._control.act(number, "send", to=to, text=text, quoted=quoted)
        return str(answer["id"])

    async def reads(self, number: str, peer: str) -> None:
        await self._control.act(number, "read", chat=peer)

    async def unlinks(self, number: str) -> None:
        await self._control.act(number, "unlink")

    async def is_banned(self, number: str, reason: str = "spam") -> None:
        await self._control.act(number, "ban", reason=reason)

    async def is_unbanned(self, number: str) -> None:
        await self._control.act(number, "unban")

    async def devices(self, number: str) -> int:
        """How many devices are linked to the phone."""
        state = await self._control.get("/state")
        return sum(len(phone["devices"]) for phone in state["phones"] if phone["number"] == number)

    async def hand_overs(self, number: str) -> Sequence[HandOver]:
        """What linked devices of this number have handed over, in order."""
        log = await self._control.get("/log?limit=10000")
        return [
            HandOver(key=entry["id"], text=entry["body"], outcome=entry["outcome"])
            for entry in log
            if entry["from"] == number
        ]
