"""The folder from which callers may send: what they name is copied, if it is a plain file in there."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from openwa_local.media.beneath import Opener, open_beneath

__all__ = ["Uploads"]

_LONGEST: Final = 4096
"""PATH_MAX of Linux."""
_CHUNK: Final = 1024 * 1024
_ROOT: Final = "/uploads/"
"""How the specification's examples write it, wherever the folder is."""
_OURS: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO})
"""Faults of the machine, which say nothing about the path."""


class Uploads:
    """Copies out of one folder. Blocking: for a thread."""

    def __init__(self, root: Path, *, opener: Opener = open_beneath) -> None:
        self._root = root
        self._open = opener

    def copy(self, path: str, target: Path, *, max_bytes: int) -> None:
        """See `openwa_hookspecs.media.MediaStore.upload`; `target` must not exist."""
        source = self._opened(_steps(path))
        try:
            _copy(source, target, max_bytes + 1)
        finally:
            os.close(source)

    def _opened(self, steps: Sequence[bytes]) -> int:
        try:
            folder = os.open(self._root, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
            try:
                opened = self._open(folder, steps)
            finally:
                os.close(folder)
        except OSError as error:
            if error.errno in _OURS:
                raise
            raise _not_there() from error
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise _not_there()
        return opened


def _steps(path: str) -> Sequence[bytes]:
    """The path below the folder, step by step."""
    below = path.removeprefix(_ROOT) if path.startswith(_ROOT) else path
    steps = [step for step in below.split("/") if step not in ("", ".")]
    if not steps or ".." in steps or "\0" in path or len(path) > _LONGEST:
        raise _not_there()
    try:
        return [os.fsencode(step) for step in steps]
    except UnicodeEncodeError:
        raise _not_there() from None


def _copy(source: int, target: Path, length: int) -> None:
    sink = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        while length > 0 and (chunk := os.read(source, min(_CHUNK, length))):
            length -= len(chunk)
            _write_all(sink, chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        os.close(sink)


def _write_all(sink: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(sink, rest) :]


def _not_there() -> FileNotFoundError:
    """Always the same words: they tell nothing of what lies where."""
    return FileNotFoundError("the uploads folder has no such file")
