"""A page of a longer list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Page"]

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Item]):
    """`items` of page `number` (from 1), out of `total` in the whole list."""

    items: Sequence[Item]
    number: int
    limit: int
    total: int

    @property
    def count(self) -> int:
        """How many pages the whole list has; 0 when it is empty."""
        return -(-self.total // self.limit)
