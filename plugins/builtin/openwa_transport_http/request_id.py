"""The id under which a request is found in the logs."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

from openwa_hookspecs.context import Clock
from openwa_transport_http.request import Request

__all__ = ["request_id"]

_PRINTABLE: Final = re.compile(r"[ -~]{1,128}", re.ASCII)


def request_id(request: Request, clock: Clock) -> str:
    """The client's `X-Request-ID` when it is printable ASCII of at most 128 characters, else a new UUID."""
    given = request.header(b"x-request-id")
    if given is not None and _PRINTABLE.fullmatch(given := given.strip()) is not None:
        return given
    return str(UUID(bytes=clock.token(16), version=4))
