"""The file in which the network remembers: one line of JSON a write, each line a group of facts.

An append-only journal and no database, because all that is needed is order and a cheap append. A line goes
to the kernel in one write before anybody is told of what it says, so that a kill -9 loses nothing; that takes
microseconds and needs no thread. Only a power cut could take the last lines, and a simulated network that
forgets together with its machine is no loss: hence no fsync per line, only where the file is rewritten.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, Protocol, get_args

from pydantic import TypeAdapter
from pydantic_core import from_json

from openwa_engine_simulator.network.facts import Fact

__all__ = ["FileJournal", "Journal", "JournalBusyError", "NoJournal"]

_KINDS: Final = {kind.__name__: kind for kind in get_args(Fact)}
_WORTH_REWRITING: Final = 2_000
"""Lines beyond the shortest history before the file is rewritten at start."""


class JournalBusyError(RuntimeError):
    """Another process has the file open: two networks in one file would forget each other's links."""


class Journal(Protocol):
    def replay(self) -> Iterator[Fact]: ...
    def append(self, facts: Iterable[Fact]) -> None: ...
    def compact(self, facts: Iterable[Fact], count: int) -> None: ...
    def close(self) -> None: ...


class NoJournal:
    """The memory-only network."""

    def replay(self) -> Iterator[Fact]:
        return iter(())

    def append(self, facts: Iterable[Fact]) -> None:
        """Nothing is kept."""

    def compact(self, facts: Iterable[Fact], count: int) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing is open."""


class FileJournal:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = _lock(path.with_name(path.name + ".lock"))
        self._file = _open(path)
        self._lines = 0

    def replay(self) -> Iterator[Fact]:
        """All facts, oldest first. A line cut off by a full disk or a power cut ends the file."""
        whole = 0
        with self._path.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                self._lines += 1
                yield from _decode(line)
        os.ftruncate(self._file, whole)

    def append(self, facts: Iterable[Fact]) -> None:
        line = _encode(facts)
        written = os.write(self._file, line)
        if written < len(line):
            os.ftruncate(self._file, os.fstat(self._file).st_size - written)
            raise OSError(errno.ENOSPC, "only half a line could be written", str(self._path))
        self._lines += 1

    def compact(self, facts: Iterable[Fact], count: int) -> None:
        """Replaces the file by the shortest history if that saves much; atomically."""
        if self._lines <= 2 * count + _WORTH_REWRITING:
            return
        draft = self._path.with_name(self._path.name + ".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(_open(draft), "wb") as file:
            file.writelines(_encode([fact]) for fact in facts)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
        os.close(self._file)
        self._file, self._lines = _open(self._path), count

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            os.close(self._lock)
            self._file = self._lock = -1


def _open(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _lock(path: Path) -> int:
    lock = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise JournalBusyError(f"{path.with_suffix('')} is in use by another process") from error
    return lock


def _encode(facts: Iterable[Fact]) -> bytes:
    parts = (
        b'["%b",%b]' % (name.encode(), _adapter(name).dump_json(fact))
        for fact in facts
        for name in (type(fact).__name__,)
    )
    return b"[" + b",".join(parts) + b"]\n"


def _decode(line: bytes) -> Iterator[Fact]:
    for name, fields in from_json(line):
        yield _adapter(name).validate_python(fields)


@cache
def _adapter(kind: str) -> TypeAdapter[Fact]:
    """Made when a first fact of the kind is written or read: all together would hold up the start."""
    return TypeAdapter(_KINDS[kind])
