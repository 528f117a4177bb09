"""Where lines go: stderr, which may be closed or full without anybody else being hurt."""

from __future__ import annotations

import threading
from typing import TextIO

__all__ = ["LineWriter"]


class LineWriter:
    """The logger at the end of structlog's chain: each method writes one line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def __call__(self, *_names: object) -> LineWriter:
        """The factory that structlog asks for is the writer itself."""
        return self

    def msg(self, line: str) -> None:
        """Write the line; a stream that is gone takes it silently."""
        try:
            with self._lock:
                self._stream.write(line + "\n")
                self._stream.flush()
        except (OSError, ValueError):
            return

    debug = info = warning = error = critical = exception = msg
