"""Names in the network: numbers, chat ids, message ids, and the secrets of a link."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NewType, TypeAlias, TypeGuard

__all__ = [
    "ECHO_PREFIX",
    "NUMBER_PATTERN",
    "PHONE",
    "GroupId",
    "Ids",
    "MessageName",
    "Number",
    "Peer",
    "chat_of",
    "is_group",
    "is_number",
    "parse_serialised",
    "serialised",
]

Number = NewType("Number", str)
"""A telephone number, digits only, with its country code."""

GroupId = NewType("GroupId", str)
"""A group's chat id: `<digits>@g.us`."""

Peer: TypeAlias = Number | GroupId
"""Whom a message goes to: one account, or the members of a group."""

NUMBER_PATTERN: Final = r"^[1-9][0-9]{4,19}$"
ECHO_PREFIX: Final = "999"
"""Numbers that begin so belong to echo bots: E.164 gives 999 to no country."""

PHONE: Final = 0
"""The device number of the phone itself; linked devices count from 1."""

_NUMBER = re.compile(NUMBER_PATTERN)
_SERIALISED = re.compile(
    r"(true|false)_([0-9]+@(?:c\.us|lid)|[0-9]+(?:-[0-9]+)?@g\.us)_([0-9A-Za-z]{1,64})"
    r"(?:_([0-9]+@(?:c\.us|lid)))?"
)
_CODE_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTVWXYZ"  # as WhatsApp's: no 0, I, O, U


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def chat_of(number: Number) -> str:
    return f"{number}@c.us"


def is_group(chat: str) -> TypeGuard[GroupId]:
    return chat.endswith("@g.us")


def serialised(*, from_me: bool, chat: str, message_id: str, author: str | None = None) -> str:
    """A whole message id; messages of groups have an author."""
    whole = f"{'true' if from_me else 'false'}_{chat}_{message_id}"
    return whole if author is None else f"{whole}_{author}"


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageName:
    """The parts of a whole message id."""

    from_me: bool
    chat: str
    id: str
    author: str | None


def parse_serialised(text: str) -> MessageName | None:
    found = _SERIALISED.fullmatch(text)
    if found is None:
        return None
    return MessageName(from_me=found[1] == "true", chat=found[2], id=found[3], author=found[4])


class Ids:
    """Every random name of the network comes from one source of bytes, so that a test can fix it."""

    def __init__(self, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._bytes = random_bytes

    def message(self) -> str:
        return "3EB0" + self._bytes(9).hex().upper()

    def token(self) -> str:
        return base64.urlsafe_b64encode(self._bytes(24)).decode()

    def qr_ref(self) -> str:
        return "2@" + base64.b64encode(self._bytes(48)).decode()

    def key(self) -> str:
        """A public key as the QR text carries it: 32 bytes in base64."""
        return base64.b64encode(self._bytes(32)).decode()

    def link_code(self) -> str:
        return "".join(_CODE_ALPHABET[byte % len(_CODE_ALPHABET)] for byte in self._bytes(8))

    def lid(self) -> str:
        digits = int.from_bytes(self._bytes(7)) % 10**14
        return f"1{digits:014d}@lid"

    def group(self) -> GroupId:
        return GroupId(f"120363{int.from_bytes(self._bytes(7)) % 10**12:012d}@g.us")

    def invite(self) -> str:
        """The part of `https://chat.whatsapp.com/<code>` after the slash."""
        return base64.urlsafe_b64encode(self._bytes(16)).decode().rstrip("=")
