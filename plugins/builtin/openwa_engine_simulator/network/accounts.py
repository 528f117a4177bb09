"""A phone: its account, the devices linked to it, its conversations."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import Literal

from openwa_engine_simulator.network.ids import ECHO_PREFIX, Number, Peer, chat_of
from openwa_engine_simulator.network.messages import Conversation

__all__ = ["Account", "Addressing", "Ban", "Link", "Platform", "Receipts"]

Platform = Literal["android", "iphone"]
Receipts = Literal["auto", "manual"]
Addressing = Literal["number", "lid", "hidden"]
"""How others see an account: by its number; by its LID, with the number told; by its LID alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ban:
    """The account can do nothing while it holds."""

    reason: str
    until: float | None
    """Epoch seconds; None lasts until somebody lifts it."""

    def seconds_left(self, now: float) -> int | None:
        return None if self.until is None else max(0, ceil(self.until - now))


@dataclass(kw_only=True, slots=True)
class Link:
    """One linked device, known by its token for as long as the link lives."""

    number: Number
    device: int
    token: str
    seen: int
    """The last change that this device is known to have."""


@dataclass(kw_only=True, slots=True)
class Account:
    """A number with WhatsApp on a phone."""

    number: Number
    push_name: str
    platform: Platform
    lid: str
    receipts: Receipts = "auto"
    addressing: Addressing = "number"
    is_business: bool = False
    picture: str | None = None
    ban: Ban | None = None
    links: dict[int, Link] = field(default_factory=dict)
    conversations: dict[Peer, Conversation] = field(default_factory=dict)
    contacts: dict[Number, str] = field(default_factory=dict)
    """The address book: a name for each number."""
    blocked: set[Number] = field(default_factory=set)
    last_device: int = 0
    own_chat: str = field(init=False)
    """The account's id for itself."""

    def __post_init__(self) -> None:
        self.own_chat = chat_of(self.number)

    @property
    def chat(self) -> str:
        """The account's id for others."""
        return self.own_chat if self.addressing == "number" else self.lid

    @property
    def is_echo(self) -> bool:
        return self.number.startswith(ECHO_PREFIX)

    def ban_at(self, now: float) -> Ban | None:
        if self.ban is None or (self.ban.until is not None and self.ban.until <= now):
            return None
        return self.ban
