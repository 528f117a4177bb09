"""Looks at a page can overtake each other: an answer that was read first may be heard last."""

from __future__ import annotations

__all__ = ["Looks"]


class Looks:
    """Tells news from what is out of date. Acting on an old look could take a fresh link for a lost one."""

    def __init__(self) -> None:
        self._load = ""
        self._look = 0
        self._past_loads: set[str] = set()

    def is_news(self, load: str, look: int) -> bool:
        """Whether nothing newer was seen; `look` counts from 1 within a load, 0 is its start."""
        if load in self._past_loads:
            return False
        if load != self._load:
            self._past_loads.add(self._load)
            self._load = load
        elif look <= self._look:
            return False
        self._look = look
        return True
