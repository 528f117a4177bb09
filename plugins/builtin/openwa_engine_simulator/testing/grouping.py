"""What people do with groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openwa_engine_simulator.testing.part import WorldPart

__all__ = ["Grouping"]


class Grouping(WorldPart):
    async def makes_group(self, number: str, subject: str, people: Sequence[str] = ()) -> str:
        answer = await self._control.act(number, "group-make", subject=subject, participants=list(people))
        return str(answer["id"])

    async def changes_members(
        self, number: str, group: str, change: str, people: Sequence[str]
    ) -> Mapping[str, int]:
        answer = await self._control.act(
            number, "group-members", group=group, change=change, participants=list(people)
        )
        return {result["id"]: result["code"] for result in answer["results"]}

    async def renames_group(self, number: str, group: str, subject: str) -> None:
        await self._control.act(number, "group-subject", group=group, subject=subject)

    async def describes_group(self, number: str, group: str, text: str) -> None:
        await self._control.act(number, "group-description", group=group, description=text)

    async def sets_group_rule(self, number: str, group: str, rule: str, *, on: bool) -> None:
        await self._control.act(number, "group-rule", group=group, rule=rule, on=on)

    async def leaves_group(self, number: str, group: str) -> None:
        await self._control.act(number, "group-leave", group=group)

    async def invite_of(self, number: str, group: str, *, reset: bool = False) -> str:
        answer = await self._control.act(number, "group-invite", group=group, reset=reset)
        return str(answer["code"])

    async def joins_group(self, number: str, code: str) -> str:
        answer = await self._control.act(number, "group-join", code=code)
        return str(answer["id"])
