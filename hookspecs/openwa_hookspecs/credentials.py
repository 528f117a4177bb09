"""The places of a request where a caller may put an API key: the same for every transport."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl

from openwa_hookspecs.models.keys import Credentials

__all__ = ["API_KEY_PARAMETER", "MAX_PARAMETERS", "credentials", "query_key"]

API_KEY_PARAMETER: Final = "apiKey"
MAX_PARAMETERS: Final = 32
"""A query string with more of them is not read."""


def credentials(*, address: str, header: Callable[[bytes], str | None], query: bytes) -> Credentials:
    """`X-API-Key`, `Authorization: Bearer` and `?apiKey=`; which of them counts is for the auth plugin to
    say. `header` gives the value of a header by its lower-case name."""
    return Credentials(
        address=address,
        header=header(b"x-api-key"),
        bearer=_bearer(header(b"authorization")),
        query=query_key(query) if query else None,
    )


def query_key(raw: bytes) -> str | None:
    """The value of `apiKey`; values that are given twice are joined and so match no key."""
    try:
        pairs = parse_qsl(
            raw.decode("latin-1"), keep_blank_values=True, errors="replace", max_num_fields=MAX_PARAMETERS
        )
    except ValueError:
        return None
    found = [value for name, value in pairs if name == API_KEY_PARAMETER]
    return ",".join(found) if found else None


def _bearer(value: str | None) -> str | None:
    if value is None:
        return None
    scheme, _, token = value.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
