"""The media role: where files of messages are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from openwa_hookspecs.service import Service

__all__ = ["MediaStore"]


@runtime_checkable
class MediaStore(Service, Protocol):
    """Keeps files by a name that it gives."""

    async def put(self, source: Path, *, mimetype: str) -> str:
        """Take the file over; the answer is its name in the store."""
        ...

    async def open(self, name: str) -> Path:
        """A readable local path of the file. Raises `FileNotFoundError`."""
        ...

    async def remove(self, name: str) -> None:
        """Forget the file; one that is gone is no error."""
        ...
