"""Where something that was created is: the header `Location` of a 201 (RFC 9110, 15.3.2)."""

from __future__ import annotations

from typing import Final

import orjson

from openwa_transport_http.response import HeaderPairs, Response

__all__ = ["CREATED", "location"]

CREATED: Final = 201


def location(path: str, response: Response) -> HeaderPairs:
    """What was created has its id below the path of the list that it is in."""
    if response.status != CREATED:
        return ()
    created = orjson.loads(response.body)["data"]["id"]
    return ((b"location", f"{path.rstrip('/')}/{created}".encode()),)
