"""The media role: where files of messages are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from openwa_hookspecs.service import Service

__all__ = ["MediaStore", "StoredMedia"]


@dataclass(frozen=True, kw_only=True)
class StoredMedia:
    """One file of the store."""

    name: str
    size: int
    stored_at: datetime


@runtime_checkable
class MediaStore(Service, Protocol):
    """Keeps files by a name that it gives. Core removes what is too old or too much. What fails for want of
    room or of a working disk raises `OSError`; nothing is left half way then."""

    async def scratch(self) -> Path:
        """A path for a new file, on the file system from which `put` takes files over at the least cost.
        Whatever is left there is gone at the next start."""
        ...

    async def put(self, source: Path, *, mimetype: str) -> str:
        """Take the file over, `source` is gone then; the answer is its name: letters, digits, dots and
        dashes, at most 128. Durable when it returns."""
        ...

    async def open(self, name: str) -> Path:
        """A readable local path of the file, valid for as long as it is kept. Raises `FileNotFoundError`."""
        ...

    async def remove(self, name: str) -> None:
        """Forget the file; one that is gone is no error."""
        ...

    def list(self) -> AsyncIterator[StoredMedia]:
        """All files, the oldest first."""
        ...

    async def upload(self, path: str, *, max_bytes: int) -> Path:
        """A private copy, in scratch, of a file that the operator laid into the uploads folder; of a longer
        one, its first `max_bytes` + 1 bytes.

        `path` is the caller's: it is opened beneath that folder, without following a link; `/uploads/` or
        `/` in front names the folder itself. Raises `FileNotFoundError` for all that is not a plain file
        there, whatever the reason.
        """
        ...
