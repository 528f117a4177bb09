"""Partial updates: the member that a change leaves as it is."""

from __future__ import annotations

from typing import Final

__all__ = ["UNSET", "Unset"]


class Unset:
    """The type of `UNSET`."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()
"""Says of a member that it stays as it is; None would say that it gets no value."""
