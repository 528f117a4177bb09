"""The id under which a request is found in the logs."""

from __future__ import annotations

import re
from typing import Final

from openwa_hookspecs.context import Clock
from openwa_transport_http.request import Request

__all__ = ["request_id"]

_PRINTABLE: Final = re.compile(r"[ -~]{1,128}", re.ASCII)


def request_id(request: Request, clock: Clock) -> str:
    """The client's `X-Request-ID` when it is printable ASCII of at most 128 characters, else a new UUID."""
    given = request.header(b"x-request-id")
    if given is not None and _PRINTABLE.fullmatch(given := given.strip()) is not None:
        return given
    return _uuid(clock.token(16))


def _uuid(random: bytes) -> str:
    """A UUID of version 4, without the 5 µs of the `uuid` module."""
    raw = bytearray(random)
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    digits = raw.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
