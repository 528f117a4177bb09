"""A page of a list that is in memory as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from openwa_hookspecs.models.paging import Page

__all__ = ["page_of"]

Item = TypeVar("Item")


def page_of(items: Sequence[Item], *, number: int, limit: int) -> Page[Item]:
    """Page `number`, counted from 1; one past the end is empty."""
    first = (number - 1) * limit
    return Page(items=items[first : first + limit], number=number, limit=limit, total=len(items))
