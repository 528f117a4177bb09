"""What the parts of the world have in common."""

from __future__ import annotations

from openwa_engine_simulator.testing.control import Control

__all__ = ["WorldPart"]


class WorldPart:
    def __init__(self, url: str) -> None:
        self._control = Control(url)
