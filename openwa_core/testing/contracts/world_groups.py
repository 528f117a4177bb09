"""What people do with groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from openwa_core.testing.contracts.world_looks import PhoneGroup

__all__ = ["GroupingWorld"]


class GroupingWorld(Protocol):
    """A part of `World`."""

    async def makes_group(self, number: str, subject: str, people: Sequence[str] = ()) -> str:
        """Gives the group's id. Whoever cannot be added is left out."""
        ...

    async def changes_members(
        self, number: str, group: str, change: str, people: Sequence[str]
    ) -> Mapping[str, int]:
        """`add`, `remove`, `promote` or `demote`; WhatsApp's code for each id (200, 403, 404, 409)."""
        ...

    async def renames_group(self, number: str, group: str, subject: str) -> None: ...
    async def describes_group(self, number: str, group: str, text: str) -> None: ...

    async def sets_group_rule(self, number: str, group: str, rule: str, *, on: bool) -> None:
        """`restrict`: only admins change what it is called; `announce`: only admins write."""
        ...

    async def leaves_group(self, number: str, group: str) -> None: ...

    async def invite_of(self, number: str, group: str, *, reset: bool = False) -> str:
        """The invite code; with `reset` a new one, and the old one is void."""
        ...

    async def joins_group(self, number: str, code: str) -> str:
        """Gives the group's id."""
        ...

    async def groups(self, number: str) -> Sequence[PhoneGroup]:
        """Those that the number is in."""
        ...

    async def notices(self, number: str, group: str) -> Sequence[str]:
        """What happened to a group, in WhatsApp's words (`create`, `add`, `subject` …), oldest first."""
        ...
