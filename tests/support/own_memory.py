"""How much memory this process takes while something happens."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psutil

__all__ = ["Growth", "peak_growth"]

_LOOK_S = 0.01


@dataclass
class Growth:
    """The most that was taken in addition, so far."""

    bytes: int = 0


@asynccontextmanager
async def peak_growth() -> AsyncIterator[Growth]:
    """Looks at the resident memory of this process until the end of the block."""
    gc.collect()
    process = psutil.Process()
    before, growth = process.memory_info().rss, Growth()

    async def watch() -> None:
        while True:
            growth.bytes = max(growth.bytes, process.memory_info().rss - before)
            await asyncio.sleep(_LOOK_S)

    watching = asyncio.ensure_future(watch())
    try:
        yield growth
    finally:
        watching.cancel()
        growth.bytes = max(growth.bytes, process.memory_info().rss - before)
