"""The other end of an engine under test: telephones that the test holds in its hands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ["HandOver", "PhoneMessage", "World"]


class PhoneMessage(Protocol):
    """A message as one phone has it."""

    @property
    def key(self) -> str: ...
    @property
    def from_me(self) -> bool: ...
    @property
    def text(self) -> str: ...
    @property
    def quoted_key(self) -> str | None: ...
    @property
    def mentioned(self) -> Sequence[str]: ...


class HandOver(Protocol):
    """A message that a linked device handed to the network's server, once for each time it did."""

    @property
    def key(self) -> str: ...
    @property
    def outcome(self) -> str:
        """`stored`, `duplicate`, `refused` or `swallowed`."""
        ...


class World(Protocol):
    """Numbers are digits with the country code. Every call returns when it has happened."""

    async def has_phone(self, number: str, *, push_name: str = ..., platform: str = ...) -> None:
        """The number has a phone with WhatsApp from now on."""
        ...

    async def scans(self, number: str, qr: str) -> None: ...
    async def enters_code(self, number: str, code: str) -> None: ...
    async def sends(self, number: str, to: str, text: str, *, quoted: str | None = None) -> str:
        """The owner types a text; gives its key. `quoted` is the key of a message of that chat."""
        ...

    async def reads(self, number: str, peer: str) -> None:
        """The owner reads all that the peer sent."""
        ...

    async def unlinks(self, number: str) -> None:
        """The owner removes all linked devices."""
        ...

    async def is_banned(self, number: str) -> None: ...
    async def is_unbanned(self, number: str) -> None: ...
    async def messages(self, number: str, peer: str) -> Sequence[PhoneMessage]:
        """What the phone shows of the chat, oldest first."""
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

    async def behaves(self, number: str) -> None:
        """The last two are over."""
        ...
