"""Signing secrets: what may be one, how one is made, how they are kept."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from openwa_hookspecs.context import Clock
from openwa_hookspecs.errors import FieldError, ValidationFailedError
from openwa_hookspecs.models.webhooks import SIGNING_SECRET, SealedSecret

__all__ = ["check_secret", "new_secret", "rotated"]

_BASE64: Final = "whsec_"
"""Standard Webhooks: the key is what the rest decodes to."""
_SIZE: Final = 32
_OVERLAP: Final = timedelta(hours=24)
_MOST_LIVE: Final = 8
"""A signature each; more than that would make the header grow without bounds."""


def check_secret(secret: str, *, path: str) -> None:
    """Raises `ValidationFailedError`."""
    if SIGNING_SECRET.fullmatch(secret) is None:
        raise _refused(path, "expected 8 to 128 printable ASCII characters")
    if secret.startswith(_BASE64):
        try:
            base64.b64decode(secret.removeprefix(_BASE64), validate=True)
        except binascii.Error:
            raise _refused(path, "what follows whsec_ must be base64") from None


def new_secret(clock: Clock) -> str:
    """`whsec_` and 32 random bytes."""
    return _BASE64 + base64.b64encode(clock.token(_SIZE)).decode("ascii")


def rotated(secrets: Sequence[SealedSecret], sealed: str, *, now: datetime) -> tuple[SealedSecret, ...]:
    """The new secret in front of those that receivers may still know: what signed until now does so for a
    day."""
    replaced = [replace(one, until=now + _OVERLAP) for one in secrets[:1]]
    older = [one for one in secrets[1:] if one.until is not None and one.until > now]
    return (SealedSecret(sealed=sealed), *replaced, *older)[:_MOST_LIVE]


def _refused(path: str, message: str) -> ValidationFailedError:
    return ValidationFailedError(FieldError(path=path, message=message))
