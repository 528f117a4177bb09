"""What a device says about people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openwa_engine_simulator.network.frames.wire import ChatId, PersonId, Phone, RequestNumber, WireObject

__all__ = ["Block", "Exists", "People", "Picture"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Exists(WireObject):
    """Asks whether somebody is on WhatsApp: by number, or by id, which may be a LID."""

    n: RequestNumber
    phone: Phone | None = None
    id: PersonId | None = None
    t: Literal["exists"] = "exists"


@dataclass(frozen=True, kw_only=True, slots=True)
class People(WireObject):
    """Asks for all contacts: the address book, those with a chat, those who are blocked."""

    n: RequestNumber
    t: Literal["people"] = "people"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block(WireObject):
    """Blocks somebody, or lets him in again."""

    n: RequestNumber
    id: PersonId
    blocked: bool
    t: Literal["block"] = "block"


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture(WireObject):
    """Asks for the picture of a person or a group."""

    n: RequestNumber
    id: ChatId
    t: Literal["picture"] = "picture"
