"""Keys as text: how they are made, hashed and recognised."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from openwa_hookspecs.context import Clock

__all__ = ["KEY_PREFIX", "digest", "is_own_choice", "new_secret", "shown_prefix"]

KEY_PREFIX: Final = "owa_k1_"
_SECRET_BYTES: Final = 32
_SHOWN: Final = 8
_SHOWN_OF_OWN_CHOICE: Final = 4
_OWN_CHOICE: Final = re.compile(r"[!-~][ -~]{14,254}[!-~]", re.ASCII)


def new_secret(clock: Clock) -> str:
    """A fresh key: 256 bits that nobody guesses."""
    return KEY_PREFIX + clock.token(_SECRET_BYTES).hex()


def is_own_choice(text: str) -> bool:
    """Whether a key that an operator thought of can be used: 16 to 256 printable ASCII characters."""
    return _OWN_CHOICE.fullmatch(text) is not None


def digest(secret: str) -> str:
    """SHA-256, hex: what is stored. Keys are random, so there is nothing for a slow hash to slow down."""
    return hashlib.sha256(secret.encode()).hexdigest()


def shown_prefix(secret: str) -> str:
    """The characters by which a key is recognised in a list."""
    if secret.startswith(KEY_PREFIX):
        return secret[: len(KEY_PREFIX) + _SHOWN]
    return secret[:_SHOWN_OF_OWN_CHOICE]
