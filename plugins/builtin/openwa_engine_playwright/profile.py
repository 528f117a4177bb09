"""A session's profile directory: it holds the credentials, so one process at a time may use it."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from openwa_engine_playwright.faults import ProfileInUseError, ProfileUnusableError
from openwa_hookspecs.models.ids import SessionId

__all__ = ["DOWNLOADS", "Profile", "prune_set_aside"]

DOWNLOADS: Final = "gateway-downloads"
"""Where in the profile a browser puts what it downloads: files of messages are as private as the credentials,
and may be too large for the host's folder of temporary files."""


_SAFE_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)
_SINGLETON: Final = ("SingletonLock", "SingletonCookie", "SingletonSocket")
_ASIDE: Final = ".set-aside"
_KEEP_ASIDE: Final = timedelta(days=7)


class Profile:
    """`<profiles_dir>/<session id>` and the lock beside it.

    chromium-headless-shell locks nothing: a second browser on a profile in use would start and ruin it.
    """

    def __init__(self, directory: Path, session_id: SessionId) -> None:
        if _SAFE_NAME.fullmatch(session_id) is None:
            raise ValueError(f"a session id cannot be a directory name: {session_id!r}")
        self._root = directory.absolute()
        self._lock: int | None = None
        self.path = self._root / session_id

    def acquire(self) -> bool:
        """Take the lock and make the directory; whether it is a new one, without credentials.

        Raises `ProfileInUseError`, `ProfileUnusableError`.
        """
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = _locked(self._lock_path)
            is_new = not self.path.exists()
            self.path.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            self.release()
            raise ProfileUnusableError(str(self.path), error.strerror or str(error)) from error
        return is_new

    def release(self) -> None:
        """Give the lock back; may be called twice."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def drop_singleton_links(self) -> None:
        """Remove what full Chromium leaves when it is killed, perhaps on another host: it would refuse to
        start. Only while the lock is held and no browser of the session lives."""
        for name in _SINGLETON:
            (self.path / name).unlink(missing_ok=True)

    def drop_downloads(self) -> None:
        """Remove what a browser that was killed had downloaded. Only while the lock is held and no browser of
        the session lives."""
        shutil.rmtree(self.path / DOWNLOADS, ignore_errors=True)

    def set_aside(self, now: datetime) -> Path:
        """Forget the credentials: the session starts anew. Where the old profile went. Only under the lock.

        Moved, not deleted: should the link hold after all, only these credentials can bring it back.
        """
        aside = self._root / _ASIDE / f"{self.path.name}.{now:%Y%m%dT%H%M%S%f}"
        aside.parent.mkdir(mode=0o700, exist_ok=True)
        self.path.rename(aside)
        self._lock_path.unlink(missing_ok=True)
        return aside

    @property
    def _lock_path(self) -> Path:
        return self._root / f"{self.path.name}.lock"


def prune_set_aside(directory: Path, now: datetime) -> None:
    """Delete profiles that were set aside a week ago: until then an operator can bring one back."""
    for path in (directory.absolute() / _ASIDE).glob("*"):
        taken = path.name.rpartition(".")[2]
        if taken < f"{now - _KEEP_ASIDE:%Y%m%dT%H%M%S%f}":
            shutil.rmtree(path, ignore_errors=True)


def _locked(path: Path) -> int:
    """An open, locked file under that name; a lock on a file that was unlinked meanwhile is worth nothing."""
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise ProfileInUseError(str(path.with_suffix(""))) from error
        if _is_named(lock, path):
            return lock
        os.close(lock)


def _is_named(lock: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False
