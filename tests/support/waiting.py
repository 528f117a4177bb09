"""Waiting for what happens in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


async def until(fact: Callable[[], bool | Awaitable[bool]], *, timeout_s: float = 10.0) -> None:
    """Ask `fact` until it holds; `TimeoutError` when that takes too long."""
    async with asyncio.timeout(timeout_s):
        while not await _holds(fact):
            await asyncio.sleep(0.005)  # the fact may be anywhere: in a database, in another process


async def _holds(fact: Callable[[], bool | Awaitable[bool]]) -> bool:
    answer = fact()
    return answer if isinstance(answer, bool) else await answer
