"""One thing that the control API can do with a phone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar

from openwa_engine_simulator.network.ids import Number, chat_of
from openwa_engine_simulator.network.network import Network

__all__ = ["DONE", "Action", "JsonObject", "full_chat"]

JsonObject: TypeAlias = Mapping[str, object]
BodyT = TypeVar("BodyT")

DONE: Final[JsonObject] = {"ok": True}


@dataclass(frozen=True, kw_only=True)
class Action(Generic[BodyT]):
    """What one path does."""

    body: type[BodyT]
    run: Callable[[Network, Number, BodyT], JsonObject | Awaitable[JsonObject]]


def full_chat(text: str) -> str:
    """The chat id for a chat id or a bare number."""
    return text if "@" in text else chat_of(Number(text))
