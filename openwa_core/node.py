"""This installation's identity: a name that outlives restarts, held by one process at a time."""

from __future__ import annotations

import fcntl
import os
import socket
from io import TextIOWrapper
from pathlib import Path

from openwa_hookspecs.context import Clock

__all__ = ["Node", "NodeBusyError"]

_FILE = "node"


class NodeBusyError(Exception):
    """Another gateway runs on this data directory."""


class Node:
    """The file `node` in the data directory: its text is the owner of leases, its lock says that we are
    alive.

    A process that is killed loses the lock at once, so that the next one may take over the leases of its own
    name without waiting for them to run out.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / _FILE
        self._file: TextIOWrapper | None = None

    def hold(self, clock: Clock) -> str:
        """Take the lock and return the name. Raises `NodeBusyError`."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(handle, "r+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            raise NodeBusyError(
                f"Another gateway runs on {self._path.parent}: stop it, or give this one its own `data_dir`"
            ) from error
        return self._name(clock)

    def release(self) -> None:
        """Give the lock back; may be called twice."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _name(self, clock: Clock) -> str:
        assert self._file is not None
        name = self._file.read().strip()
        if not name:
            name = f"{socket.gethostname()[:40]}-{clock.token(6).hex()}"
            self._file.write(name)
            self._file.flush()
            os.fsync(self._file.fileno())
        return name
