"""A request as the pipeline sees it, whoever received it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = ["ReceiveChunk", "Request", "Scope"]

Scope: TypeAlias = MutableMapping[str, Any]
"""The scope of one HTTP exchange as ASGI defines it."""

ReceiveChunk: TypeAlias = Callable[[], Awaitable[tuple[bytes, bool]]]
"""The next part of the body, and whether there is more."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """Head, places of the path, and the way to the body. `repr` shows no header and no query."""

    method: str
    path: str
    address: str
    """The peer's numeric address."""
    headers: Mapping[bytes, bytes]
    """By lower-case name; the values of a repeated header are joined by commas."""
    query: bytes
    params: Mapping[str, str]
    """What stands in the named places of the path."""
    receive_chunk: ReceiveChunk

    def __repr__(self) -> str:
        return f"Request(method={self.method!r}, address={self.address!r})"

    @classmethod
    def from_scope(cls, scope: Scope, params: Mapping[str, str], receive_chunk: ReceiveChunk) -> Request:
        """Read the head from an ASGI scope."""
        client = scope.get("client")
        return cls(
            method=scope["method"],
            path=scope["path"],
            address=client[0] if client else "",
            headers=_joined(scope["headers"]),
            query=scope["query_string"],
            params=params,
            receive_chunk=receive_chunk,
        )

    def header(self, name: bytes) -> str | None:
        """One header's value; the name in lower case."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")


def _joined(pairs: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    headers: dict[bytes, bytes] = {}
    for name, value in pairs:
        headers[name] = headers[name] + b"," + value if name in headers else value
    return headers
