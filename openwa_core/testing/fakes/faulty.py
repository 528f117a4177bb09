"""A service that a test can let fail."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Faulty"]


@dataclass
class Faulty:
    """Fails with `error` when a test sets it."""

    error: Exception | None = None

    def check(self) -> None:
        """Raise what the test asked for."""
        if self.error is not None:
            raise self.error
