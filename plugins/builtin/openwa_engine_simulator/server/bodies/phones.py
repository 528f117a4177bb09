"""Bodies about a phone, its account and its devices, and the switches."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.accounts import Addressing
from openwa_engine_simulator.network.frames import LogoutReason
from openwa_engine_simulator.server.bodies.body import (
    Body,
    GroupName,
    MediaName,
    PersonName,
    PhoneNumber,
)

__all__ = [
    "Address",
    "Ban",
    "Block",
    "EnterCode",
    "NamePerson",
    "Nothing",
    "Phone",
    "Picture",
    "Receive",
    "Scan",
    "SwitchSet",
    "Unlink",
]

_LONGEST_WAIT_MS = 600_000


class Nothing(Body):
    pass


class Phone(Body):
    number: PhoneNumber
    push_name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    platform: Literal["android", "iphone"] | None = None
    business: bool | None = None


class Scan(Body):
    qr: Annotated[str, Field(min_length=1, max_length=2048)] | None = None


class EnterCode(Body):
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{8}$")]


class Receive(Body):
    mode: Literal["auto", "manual"]


class Unlink(Body):
    reason: LogoutReason = "device_removed"


class Ban(Body):
    reason: Annotated[str, Field(min_length=1, max_length=200)] = "spam"
    expires_in_s: Annotated[float, Field(gt=0, le=10_000_000)] | None = None


class NamePerson(Body):
    person: PersonName
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """None takes the person out of the address book."""


class Block(Body):
    person: PersonName
    blocked: bool = True


class Picture(Body):
    media: MediaName | None = None
    """None takes the picture away."""
    group: GroupName | None = None
    """The group whose picture it is, instead of the phone's own."""


class Address(Body):
    by: Addressing


class SwitchSet(Body):
    number: PhoneNumber | None = None
    delay_ms: Annotated[int, Field(ge=0, le=_LONGEST_WAIT_MS)] = 0
    fail: Literal["not_on_whatsapp", "blocked", "refused", "not_found", "too_large"] | None = None
    silent: bool = False
    ciphertext_ms: Annotated[int, Field(ge=0, le=_LONGEST_WAIT_MS)] = 0
    auth_fails: bool = False
    keeps_out_of_groups: bool = False
    max_file_bytes: Annotated[int, Field(ge=0)] | None = None
    drop_for_ms: Annotated[int, Field(ge=0, le=_LONGEST_WAIT_MS)] = 0
