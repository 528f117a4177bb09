"""The numbers of the rate limits, as the configuration has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from openwa_hookspecs.gateway import RateCategory

__all__ = ["RateSettings"]

_MEMORY: Final = "memory"


@dataclass(frozen=True, kw_only=True)
class RateSettings:
    """Requests a minute; None does not limit."""

    by_category: Mapping[RateCategory, int | None] = field(default_factory=dict)
    messages_per_session: int | None = None
    store: str = _MEMORY
    """`memory`, or the URL of a Redis."""

    def limit_of(self, category: RateCategory) -> int | None:
        """Requests a minute for one key."""
        return self.by_category.get(category)

    @property
    def limits(self) -> frozenset[int]:
        """Every number that is in use."""
        found = {*self.by_category.values(), self.messages_per_session}
        return frozenset(limit for limit in found if limit is not None)

    @property
    def is_in_memory(self) -> bool:
        """Whether this process counts for itself."""
        return self.store == _MEMORY

    @property
    def kind(self) -> str:
        """The store without its address, which may hold a password."""
        return _MEMORY if self.is_in_memory else "redis"

    @property
    def store_uri(self) -> str:
        """That of a Redis, as the library `limits` wants it."""
        return f"async+{self.store}"

    @property
    def store_options(self) -> Mapping[str, Any]:
        """Redis through redis-py; short waits, since a request waits too."""
        return {"implementation": "redispy", "key_prefix": "openwa:rate"}
