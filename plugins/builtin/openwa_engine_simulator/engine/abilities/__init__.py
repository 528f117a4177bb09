"""What the engine can do with a connected session besides sending, one role's methods a module."""

from __future__ import annotations

__all__: list[str] = []
