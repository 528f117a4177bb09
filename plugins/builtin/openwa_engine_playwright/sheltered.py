"""Work that must not be cut off half way."""

from __future__ import annotations

import asyncio
from typing import TypeVar

__all__ = ["to_the_end"]

Result = TypeVar("Result")


async def to_the_end(task: asyncio.Future[Result]) -> Result:
    """Wait for the task; whoever cancels the waiting waits, too."""
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
