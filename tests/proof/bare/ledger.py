"""What was done, how long it took and what came of it: the table at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["Ledger", "Line"]


@dataclass
class Line:
    """One thing that was tried; `note` is what it showed."""

    what: str
    seconds: float = 0.0
    passed: bool = False
    note: str = ""

    def __str__(self) -> str:
        verdict = "ok  " if self.passed else "FAIL"
        return f"{verdict} {self.seconds:7.1f} s  {self.what:<58} {self.note}".rstrip()


@dataclass
class Ledger:
    """Prints each line when it begins and when it is done."""

    lines: list[Line] = field(default_factory=list)

    @contextmanager
    def line(self, what: str) -> Iterator[Line]:
        """One line; an exception fails it and goes on upwards."""
        line = Line(what=what)
        self.lines.append(line)
        print(f"... {what}", flush=True)
        started = time.monotonic()
        try:
            yield line
            line.passed = True
        finally:
            line.seconds = time.monotonic() - started
            print(line, flush=True)

    @property
    def passed(self) -> bool:
        return bool(self.lines) and all(line.passed for line in self.lines)

    def __str__(self) -> str:
        return "\n".join(str(line) for line in self.lines)
