"""A plugin's private area, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["MemoryState"]


@dataclass
class MemoryState:
    """Implements `openwa_hookspecs.context.State`."""

    values: dict[str, str] = field(default_factory=dict)

    async def get(self, key: str) -> str | None:
        return self.values.get(key)

    async def set(self, key: str, value: str) -> None:
        self.values[key] = value

    async def delete(self, key: str) -> None:
        self.values.pop(key, None)
