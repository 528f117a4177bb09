"""What the session has passed on already."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

__all__ = ["Seen"]

_KEPT: Final = 10_000


class Seen:
    """Remembers the last ten thousand marks: enough for a reconnect, whose doubles come close together."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._marks: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, mark: str) -> bool:
        return mark in self._marks

    def add(self, mark: str) -> None:
        """Remember it, and forget the oldest when there are too many."""
        self._marks[mark] = None
        if len(self._marks) > self._kept:
            self._marks.popitem(last=False)
