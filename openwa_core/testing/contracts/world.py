"""The other end of an engine under test: telephones that the test holds in its hands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from openwa_core.testing.contracts.world_groups import GroupingWorld
from openwa_core.testing.contracts.world_looks import (
    HandOver,
    PhoneChat,
    PhoneContact,
    PhoneFile,
    PhoneGroup,
    PhoneMessage,
    PhonePreview,
)
from openwa_core.testing.contracts.world_writing import WritingWorld

__all__ = [
    "HandOver",
    "PhoneChat",
    "PhoneContact",
    "PhoneFile",
    "PhoneGroup",
    "PhoneMessage",
    "PhonePreview",
    "World",
]


class World(WritingWorld, GroupingWorld, Protocol):
    """Numbers are digits with the country code; a chat is named by the peer's number or by any chat's id, a
    message by its key. Every call returns when it has happened."""

    async def has_phone(
        self, number: str, *, push_name: str = ..., platform: str = ..., business: bool = ...
    ) -> None:
        """The number has a phone with WhatsApp from now on."""
        ...

    async def scans(self, number: str, qr: str) -> None: ...
    async def enters_code(self, number: str, code: str) -> None: ...
    async def unlinks(self, number: str) -> None:
        """The owner removes all linked devices."""
        ...

    async def is_banned(self, number: str) -> None: ...
    async def is_unbanned(self, number: str) -> None: ...
    async def messages(self, number: str, peer: str) -> Sequence[PhoneMessage]:
        """What the phone shows of the chat, oldest first; what happened to a group is left out."""
        ...

    async def chats(self, number: str) -> Sequence[PhoneChat]:
        """The one with the newest message first."""
        ...

    async def contacts(self, number: str) -> Sequence[PhoneContact]: ...
    async def presence(self, number: str, chat: str) -> str | None:
        """What the owner saw last in the chat: `typing`, `recording` or `paused`."""
        ...

    async def lid_of(self, number: str) -> str:
        """`<digits>@lid`."""
        ...

    async def devices(self, number: str) -> int:
        """How many devices the phone lists as linked."""
        ...

    async def hand_overs(self, number: str) -> Sequence[HandOver]:
        """All that devices linked to the number have handed over, in order."""
        ...

    async def drops_connections(self, number: str, seconds: float) -> None:
        """Cuts off the devices of the number, and refuses new connections for that long."""
        ...

    async def refuses_sends(self, number: str) -> None:
        """Every send of the number's devices is definitely refused."""
        ...

    async def swallows_sends(self, number: str) -> None:
        """Sends of the number's devices are neither taken in nor answered."""
        ...

    async def gets_ciphertext_first(self, number: str, seconds: float) -> None:
        """What comes to the number's devices is unreadable at first, and comes again so much later."""
        ...

    async def refuses_to_link(self, number: str) -> None:
        """The phone can scan, but no device is linked."""
        ...

    async def keeps_out_of_groups(self, number: str) -> None:
        """Nobody can add the number to a group."""
        ...

    async def takes_files_up_to(self, number: str, size: int) -> None:
        """WhatsApp refuses larger files of the number."""
        ...

    async def loses_file(self, number: str, chat: str, key: str) -> None:
        """WhatsApp has the file of this message no more."""
        ...

    async def behaves(self, number: str) -> None:
        """All faults of the number are over, but for what is lost."""
        ...
