"""What the network answers to a device's questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames.parts import WireMessage, WireObject

__all__ = [
    "Accepted",
    "Answer",
    "Existence",
    "Found",
    "HistoryPage",
    "LinkCodeMade",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted(WireObject):
    """To `send`: the server has the message."""

    at: Annotated[int, Field(alias="t")]


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCodeMade(WireObject):
    """To `link_code`."""

    code: str
    expires_at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Existence(WireObject):
    """To `exists`."""

    exists: bool
    id: str
    lid: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Found(WireObject):
    """To `lookup`."""

    outcome: Literal["sent", "absent"]
    at: Annotated[int | None, Field(alias="t")] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryPage(WireObject):
    """To `history`; newest first."""

    messages: tuple[WireMessage, ...]


Answer = Accepted | LinkCodeMade | Existence | Found | HistoryPage
