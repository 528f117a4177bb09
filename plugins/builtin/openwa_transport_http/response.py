"""An answer on its way out, whoever sends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

__all__ = ["JSON_HEADERS", "HeaderPairs", "Response"]

HeaderPairs: TypeAlias = tuple[tuple[bytes, bytes], ...]

JSON_HEADERS: Final[HeaderPairs] = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, kw_only=True)
class Response:
    """Status, headers (all but `Content-Length`) and the whole body."""

    status: int
    headers: HeaderPairs
    body: bytes = field(default=b"", repr=False)

    def with_headers(self, more: HeaderPairs) -> Response:
        """The same with further headers."""
        return Response(status=self.status, headers=self.headers + more, body=self.body) if more else self
