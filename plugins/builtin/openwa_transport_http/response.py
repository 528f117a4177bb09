"""An answer on its way out, whoever sends it."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from openwa_transport_http.file_part import FilePart

__all__ = ["JSON_HEADERS", "WITHOUT_BODY", "HeaderPairs", "Response"]

HeaderPairs: TypeAlias = tuple[tuple[bytes, bytes], ...]

JSON_HEADERS: Final[HeaderPairs] = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


WITHOUT_BODY: Final = frozenset({204, 304})
"""Statuses whose responses have no body, and no headers about one."""


class Response(NamedTuple):
    """Status, headers (all but `Content-Length`) and the whole body, or a file that it is read from. `repr`
    shows no body."""

    status: int
    headers: HeaderPairs
    body: bytes = b""
    file: FilePart | None = None

    def __repr__(self) -> str:
        return f"Response(status={self.status}, headers={self.headers})"

    @property
    def length(self) -> int:
        """Of the body, in bytes."""
        return len(self.body) if self.file is None else self.file.length

    def with_headers(self, more: HeaderPairs) -> Response:
        """The same with further headers."""
        if not more:
            return self
        return Response(status=self.status, headers=self.headers + more, body=self.body, file=self.file)
