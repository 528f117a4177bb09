"""The section `config:` of `use: websocket`."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

__all__ = ["Origin", "WebsocketConfig"]

_MIB: Final = 1024 * 1024
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+", re.ASCII)


def _origin(text: str) -> str:
    if text != "*" and _ORIGIN.fullmatch(text) is None:
        raise ValueError("write an origin such as https://panel.example.com, without a path, or *")
    return text


Origin = Annotated[str, AfterValidator(_origin)]
"""What a browser sends as `Origin`, or `*` for every page."""


class WebsocketConfig(BaseModel):
    """Who may open sockets, how many, and how patient the gateway is with them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origins: tuple[Origin, ...] = Field(
        default=("*",), description="pages of these origins may open a socket; all need a key"
    )
    sockets_per_key: int = Field(
        default=500, ge=1, le=100_000, description="sockets that one key may have open"
    )
    subscriptions: int = Field(
        default=100, ge=1, le=1000, description="sessions that one socket may be subscribed to"
    )
    requests_per_minute: int = Field(
        default=600, ge=1, le=100_000, description="requests of one socket that are answered in a minute"
    )
    faults_per_minute: int = Field(
        default=60, ge=1, le=100_000, description="with more faulty requests in a minute a socket is closed"
    )
    write_timeout_s: float = Field(
        default=5.0, gt=0, le=3600, description="a client that takes nothing for that long is cut off"
    )
    recent_events: int = Field(
        default=4096,
        ge=16,
        le=1_000_000,
        description="a client that is further behind than that is told and closed",
    )
    recent_bytes: int = Field(
        default=16 * _MIB, ge=_MIB, le=4096 * _MIB, description="the same, counted in bytes of events"
    )
    key_check_s: float = Field(
        default=5.0, gt=0, le=3600, description="how often the keys of open sockets are checked again"
    )
