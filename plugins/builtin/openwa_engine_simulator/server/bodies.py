"""What the control API takes: one model a request."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from openwa_engine_simulator.network.frames import LogoutReason
from openwa_engine_simulator.network.ids import NUMBER_PATTERN

__all__ = [
    "Ban",
    "ChatOnly",
    "EnterCode",
    "Nothing",
    "Phone",
    "Receive",
    "Revoke",
    "Scan",
    "Send",
    "SwitchSet",
    "Unlink",
]

_PhoneNumber = Annotated[str, Field(pattern=NUMBER_PATTERN)]
_Chat = Annotated[str, Field(pattern=r"^[0-9]{5,25}(?:@(?:c\.us|lid))?$")]
"""A chat id, or a bare number for short."""
_MessageName = Annotated[str, Field(pattern=r"^[0-9A-Za-z_@.]{4,128}$")]
"""A message's id, bare or serialised."""

_LONGEST_WAIT_MS = 600_000


class _Body(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=False,
        validate_by_alias=True,
        defer_build=True,
    )


class Nothing(_Body):
    pass


class Phone(_Body):
    number: _PhoneNumber
    push_name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    platform: Literal["android", "iphone"] | None = None


class Scan(_Body):
    qr: Annotated[str, Field(min_length=1, max_length=2048)] | None = None


class EnterCode(_Body):
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{8}$")]


class Send(_Body):
    to: _Chat
    text: Annotated[str, Field(min_length=1, max_length=65_536)]
    quoted: _MessageName | None = None


class Receive(_Body):
    mode: Literal["auto", "manual"]


class ChatOnly(_Body):
    chat: _Chat


class Revoke(_Body):
    chat: _Chat
    id: _MessageName


class Unlink(_Body):
    reason: LogoutReason = "device_removed"


class Ban(_Body):
    reason: Annotated[str, Field(min_length=1, max_length=200)] = "spam"
    expires_in_s: Annotated[float, Field(gt=0, le=10_000_000)] | None = None


class SwitchSet(_Body):
    number: _PhoneNumber | None = None
    delay_ms: Annotated[int, Field(ge=0, le=_LONGEST_WAIT_MS)] = 0
    fail: Literal["not_on_whatsapp", "blocked", "refused", "not_found"] | None = None
    silent: bool = False
    drop_for_ms: Annotated[int, Field(ge=0, le=_LONGEST_WAIT_MS)] = 0
