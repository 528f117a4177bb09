"""Files of messages: on disk beside the network's own file, never in memory and never in a frame."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, Final

from openwa_engine_simulator.network.refusals import RefusedError

__all__ = ["KEPT_BYTES", "LARGEST_FILE", "Shelf", "shelf_beside"]

LARGEST_FILE: Final = 2 * 1024**3
"""As WhatsApp's documents."""
KEPT_BYTES: Final = 1024**3
"""Beyond it the files that were asked for or brought longest ago go first, as WhatsApp's servers forget."""
_CHUNK: Final = 1024 * 1024


def shelf_beside(state_file: Path | None) -> Shelf:
    """The files of a network live in a folder beside its own file, and end with it where it has none."""
    return Shelf(None if state_file is None else state_file.with_name(f"{state_file.name}.media"))


class Shelf:
    """Keeps each content once, under its SHA-256. Without a folder of its own, in a temporary one until
    `close`."""

    def __init__(self, folder: Path | None = None, *, kept_bytes: int = KEPT_BYTES) -> None:
        self._wanted = folder
        self._folder: Path | None = None
        self._kept_bytes = kept_bytes

    def size(self, media_id: str) -> int | None:
        """Bytes of the file; None when it is not here (any more)."""
        folder = self._folder or self._wanted
        try:
            return None if folder is None else (folder / media_id).stat().st_size
        except FileNotFoundError:
            return None

    def path(self, media_id: str) -> Path:
        """Where it can be read. Raises `RefusedError`."""
        if self.size(media_id) is None:
            raise RefusedError("media_gone", f"the file {media_id} is gone")
        return self._root() / media_id

    def forget(self, media_id: str) -> None:
        """As WhatsApp forgets files after some weeks."""
        (self._root() / media_id).unlink(missing_ok=True)

    async def receive(self, chunks: AsyncIterator[bytes]) -> str:
        """Takes a file as it comes; gives its id. Raises `RefusedError` for one that is too large."""
        with _Draft(self._root(), self._largest) as draft:
            async for chunk in chunks:
                draft.write(chunk)
            return self._keep(draft)

    def bring(self, source: Path) -> str:
        """Takes a copy of a local file; gives its id. Blocks, so call it in a thread. Raises `RefusedError`
        for one that is too large, `OSError` for one that cannot be read."""
        with source.open("rb") as file, _Draft(self._root(), self._largest) as draft:
            while chunk := file.read(_CHUNK):
                draft.write(chunk)
            return self._keep(draft)

    def fetch(self, media_id: str, target: Path) -> None:
        """Writes a copy to a new file. Blocks, so call it in a thread. Raises `RefusedError`, `OSError`."""
        with self.path(media_id).open("rb") as file, target.open("xb") as copy:
            shutil.copyfileobj(file, copy, _CHUNK)

    def close(self) -> None:
        if self._folder is not None and self._wanted is None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = None

    @property
    def _largest(self) -> int:
        return min(LARGEST_FILE, self._kept_bytes)

    def _root(self) -> Path:
        if self._folder is None:
            if self._wanted is None:
                self._folder = Path(tempfile.mkdtemp(prefix="openwa-simulator-"))
            else:
                self._wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
                for left in self._wanted.glob("*.part"):
                    left.unlink(missing_ok=True)
                self._folder = self._wanted
        return self._folder

    def _keep(self, draft: _Draft) -> str:
        name = draft.finish()
        self._make_room(keep=name)
        return name

    def _make_room(self, *, keep: str) -> None:
        files = [(found.stat(), found) for found in os.scandir(self._root()) if len(found.name) == len(keep)]
        surplus = sum(stat.st_size for stat, _ in files) - self._kept_bytes
        for stat, found in sorted(files, key=lambda entry: entry[0].st_mtime_ns):
            if surplus <= 0:
                return
            if found.name != keep:
                Path(found.path).unlink(missing_ok=True)
                surplus -= stat.st_size


class _Draft:
    """A file that is being written; gone at the end of the block unless it was finished."""

    def __init__(self, folder: Path, largest: int) -> None:
        self._folder = folder
        self._largest = largest
        self._path = folder / f"{secrets.token_hex(8)}.part"
        self._digest = hashlib.sha256()
        self._size = 0
        self._file: BinaryIO

    def __enter__(self) -> _Draft:
        self._file = self._path.open("xb")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._largest:
            raise RefusedError("too_large", f"a file has at most {self._largest} bytes")
        self._digest.update(chunk)
        self._file.write(chunk)

    def finish(self) -> str:
        """Puts it where it belongs; gives its name."""
        self._file.close()
        name = self._digest.hexdigest()
        self._path.replace(self._folder / name)
        return name
