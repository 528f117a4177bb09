"""What people see on their phones."""

from __future__ import annotations

from collections.abc import Sequence

from openwa_engine_simulator.testing.looks import (
    PhoneChat,
    PhoneContact,
    PhoneGroup,
    PhoneMessage,
    phone_message,
)
from openwa_engine_simulator.testing.part import WorldPart

__all__ = ["Looking"]


class Looking(WorldPart):
    async def messages(self, number: str, peer: str) -> Sequence[PhoneMessage]:
        """The chat as this phone has it, oldest first; what happened to a group is no message."""
        answer = await self._control.get(f"/phones/{number}/messages?chat={peer}")
        return [phone_message(message) for message in answer if message["type"] != "gp2"]

    async def notices(self, number: str, group: str) -> Sequence[str]:
        """What happened to a group, in WhatsApp's words, oldest first."""
        answer = await self._control.get(f"/phones/{number}/messages?chat={group}")
        return [message["enclosed"]["subtype"] for message in answer if message["type"] == "gp2"]

    async def chats(self, number: str) -> Sequence[PhoneChat]:
        return [
            PhoneChat(id=chat["id"], name=chat["name"], unread=chat["unread"], is_archived=chat["archived"])
            for chat in await self._control.get(f"/phones/{number}/chats")
        ]

    async def contacts(self, number: str) -> Sequence[PhoneContact]:
        return [
            PhoneContact(
                id=contact["id"],
                name=contact["name"],
                is_my_contact=contact["isMyContact"],
                is_blocked=contact["isBlocked"],
            )
            for contact in await self._control.get(f"/phones/{number}/contacts")
        ]

    async def groups(self, number: str) -> Sequence[PhoneGroup]:
        return [
            PhoneGroup(
                id=group["id"],
                subject=group["subject"],
                description=group["description"],
                members={member["id"]: member["role"] for member in group["participants"]},
            )
            for group in await self._control.get(f"/phones/{number}/groups")
        ]

    async def presence(self, number: str, chat: str) -> str | None:
        """`typing`, `recording` or `paused`, if somebody has shown anything in the chat."""
        seen = await self._control.get(f"/phones/{number}/presence?chat={chat}")
        return None if seen is None else str(seen["state"])

    async def lid_of(self, number: str) -> str:
        state = await self._control.get("/state")
        return next(str(phone["lid"]) for phone in state["phones"] if phone["number"] == number)
