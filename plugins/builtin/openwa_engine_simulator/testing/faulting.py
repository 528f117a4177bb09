"""Faults that a test turns on, one at a time for a number."""

from __future__ import annotations

from openwa_engine_simulator.testing.part import WorldPart

__all__ = ["Faulting"]


class Faulting(WorldPart):
    async def drops_connections(self, number: str, seconds: float) -> None:
        await self._switch(number, dropForMs=round(seconds * 1000))

    async def refuses_sends(self, number: str, code: str = "refused") -> None:
        await self._switch(number, fail=code)

    async def swallows_sends(self, number: str) -> None:
        await self._switch(number, silent=True)

    async def answers_late(self, number: str, seconds: float) -> None:
        await self._switch(number, delayMs=round(seconds * 1000))

    async def gets_ciphertext_first(self, number: str, seconds: float) -> None:
        await self._switch(number, ciphertextMs=round(seconds * 1000))

    async def refuses_to_link(self, number: str) -> None:
        await self._switch(number, authFails=True)

    async def keeps_out_of_groups(self, number: str) -> None:
        await self._switch(number, keepsOutOfGroups=True)

    async def takes_files_up_to(self, number: str, size: int) -> None:
        await self._switch(number, maxFileBytes=size)

    async def loses_file(self, number: str, chat: str, key: str) -> None:
        await self._control.act(number, "lose-media", chat=chat, id=key)

    async def behaves(self, number: str) -> None:
        """No fault any more."""
        await self._switch(number)

    async def _switch(self, number: str, **faults: object) -> None:
        await self._control.post("/switches", number=number, **faults)
