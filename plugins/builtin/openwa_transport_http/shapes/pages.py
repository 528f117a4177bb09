"""Pages of lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from openwa_hookspecs.models.paging import Page

__all__ = ["shown_page"]

Record = TypeVar("Record")
View = TypeVar("View")


def shown_page(page: Page[Record], view: Callable[[Record], View]) -> Page[View]:
    """The same page, each record as callers see it."""
    return Page(
        items=[view(record) for record in page.items],
        number=page.number,
        limit=page.limit,
        total=page.total,
    )
