"""How files get to the network and back: by path inside one process, over HTTP to another one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Protocol

from openwa_engine_simulator.network.shelf import Shelf

__all__ = ["LocalRoad", "MediaRoad"]


class MediaRoad(Protocol):
    """Neither way holds a file in memory. Both raise `RefusedError` or `OSError`."""

    async def bring(self, source: Path) -> str:
        """The network has a copy now; gives its id."""
        ...

    async def fetch(self, media_id: str, target: Path) -> None:
        """Writes the file to `target`, which does not exist."""
        ...


class LocalRoad:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def bring(self, source: Path) -> str:
        return await asyncio.to_thread(self._shelf.bring, source)

    async def fetch(self, media_id: str, target: Path) -> None:
        await asyncio.to_thread(self._shelf.fetch, media_id, target)
