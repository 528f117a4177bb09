"""An index that Tortoise has no class for."""

from __future__ import annotations

from tortoise.indexes import Index

__all__ = ["UnderWayIndex"]


class UnderWayIndex(Index):
    """Holds the deliveries of which an attempt is under way: few, however many there are."""

    def __init__(self, *, fields: list[str]) -> None:
        super().__init__(fields=fields)
        self.extra = " WHERE attempt_id IS NOT NULL"
