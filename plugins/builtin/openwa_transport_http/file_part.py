"""A part of a file on its way out: read piece by piece while the client takes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["FilePart"]

_PIECE: Final = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class FilePart:
    """`length` bytes from `start` on."""

    path: Path
    start: int
    length: int

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The bytes, once. Raises `EOFError` where the file ends early: its length was promised."""
        file = await asyncio.to_thread(self.path.open, "rb", _PIECE)
        try:
            await asyncio.to_thread(file.seek, self.start)
            left = self.length
            while left:
                piece = await asyncio.to_thread(file.read, min(_PIECE, left))
                if not piece:
                    raise EOFError("the file is shorter than it was")
                left -= len(piece)
                yield piece
        finally:
            file.close()
