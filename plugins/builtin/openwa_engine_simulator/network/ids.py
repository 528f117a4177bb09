"""Names in the network: numbers, chat ids, message ids, and the secrets of a link."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable
from typing import Final, NewType

__all__ = [
    "ECHO_PREFIX",
    "NUMBER_PATTERN",
    "PHONE",
    "Ids",
    "Number",
    "chat_of",
    "is_number",
    "parse_serialised",
    "serialised",
]

Number = NewType("Number", str)
"""A telephone number, digits only, with its country code."""

NUMBER_PATTERN: Final = r"^[1-9][0-9]{4,19}$"
ECHO_PREFIX: Final = "999"
"""Numbers that begin so belong to echo bots: E.164 gives 999 to no country."""

PHONE: Final = 0
"""The device number of the phone itself; linked devices count from 1."""

_NUMBER = re.compile(NUMBER_PATTERN)
_SERIALISED = re.compile(r"(true|false)_([0-9]+@(?:c\.us|lid))_([0-9A-Za-z]{1,64})")
_CODE_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTVWXYZ"  # as WhatsApp's: no 0, I, O, U


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def chat_of(number: Number) -> str:
    return f"{number}@c.us"


def serialised(*, from_me: bool, chat: str, message_id: str) -> str:
    return f"{'true' if from_me else 'false'}_{chat}_{message_id}"


def parse_serialised(text: str) -> tuple[bool, str, str] | None:
    """`(from_me, chat, message id)` of a serialised id, or None."""
    found = _SERIALISED.fullmatch(text)
    return None if found is None else (found[1] == "true", found[2], found[3])


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
