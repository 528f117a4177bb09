"""Headers that a caller may send along with each delivery."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from openwa_hookspecs.errors import FieldError, ValidationFailedError
from openwa_hookspecs.models.webhooks import HEADER_NAME, HEADER_VALUE

__all__ = ["check_headers"]

_MOST: Final = 20
_RESERVED: Final = re.compile(
    r"x-openwa-.*|webhook-.*|content-.*|host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|"
    r"upgrade|expect|accept-encoding|range|if-.*|http2-settings",
    re.IGNORECASE,
)
"""What the gateway writes itself, and what says how a request is read: a receiver behind a proxy must not
see another request than the proxy did."""


def check_headers(headers: Mapping[str, str], *, path: str) -> None:
    """Raises `ValidationFailedError` with every fault."""
    if len(headers) > _MOST:
        raise ValidationFailedError(FieldError(path=path, message=f"expected at most {_MOST} headers"))
    seen: set[str] = set()
    faults: list[FieldError] = []
    for name, value in headers.items():
        message = _fault(name, value, seen)
        seen.add(name.lower())
        if message is not None:
            faults.append(FieldError(path=f"{path}.{name[:64]}", message=message))
    if faults:
        raise ValidationFailedError(*faults)


def _fault(name: str, value: str, seen: set[str]) -> str | None:
    if HEADER_NAME.fullmatch(name) is None:
        return "is no name of a header (1 to 64 letters, digits and some marks)"
    if _RESERVED.fullmatch(name) is not None:
        return "is a header that the gateway sets itself, or none that a webhook may have"
    if name.lower() in seen:
        return "is there twice"
    if HEADER_VALUE.fullmatch(value) is None:
        return "expected at most 1024 printable ASCII characters, without spaces at the ends"
    return None
