"""What the engine can do with a connected session besides sending, a Protocol of the role a module."""

from __future__ import annotations

__all__: list[str] = []
