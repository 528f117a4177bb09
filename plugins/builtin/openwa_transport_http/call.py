"""What an endpoint function gets, and what it may answer with besides plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, NamedTuple, TypeVar

from openwa_hookspecs.gateway import Gateway
from openwa_hookspecs.models.keys import Principal, Role

__all__ = ["ANONYMOUS", "Bare", "Call", "File"]

Data = TypeVar("Data")

ANONYMOUS: Final = Principal(name="anonymous", role=Role.VIEWER, sessions=frozenset())
"""The caller of a public endpoint: sees no session."""


class Call(NamedTuple):
    """One request, once its caller is known. A tuple is made in a third of a frozen dataclass's time."""

    gateway: Gateway
    caller: Principal
    time: datetime
    header: Callable[[bytes], str | None]
    """A header of the request, by its name in lower case."""


@dataclass(frozen=True, kw_only=True)
class Bare(Generic[Data]):
    """An answer without the envelope: the health family, which tools read as it is."""

    data: Data
    status: int = 200


@dataclass(frozen=True, kw_only=True)
class File:
    """An answer that is no JSON: a picture, a page."""

    content: bytes
    media_type: str
    headers: tuple[tuple[bytes, bytes], ...] = ((b"cache-control", b"no-store"),)
