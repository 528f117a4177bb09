"""How a device comes on the line, and leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames.wire import Phone, RequestNumber, WireObject

__all__ = ["Got", "Hello", "LinkCode", "Logout", "Refresh"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hello(WireObject):
    """The first word of a connection; without a token, or with a dead one, a QR reference answers it."""

    token: Annotated[str, Field(max_length=128)] | None = None
    acknowledges: bool = False
    """The device says `got`: it is synced with what it has not acknowledged, instead of everything."""
    t: Literal["hello"] = "hello"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refresh(WireObject):
    """Asks for another row of QR references."""

    t: Literal["refresh"] = "refresh"


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCode(WireObject):
    """Asks for a code that the owner of the number can type."""

    n: RequestNumber
    phone: Phone
    t: Literal["link_code"] = "link_code"


@dataclass(frozen=True, kw_only=True, slots=True)
class Got(WireObject):
    """The device has everything up to this change."""

    seq: RequestNumber
    t: Literal["got"] = "got"


@dataclass(frozen=True, kw_only=True, slots=True)
class Logout(WireObject):
    """Ends the link."""

    n: RequestNumber
    t: Literal["logout"] = "logout"
