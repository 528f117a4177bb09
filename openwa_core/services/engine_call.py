"""Asking an engine: whatever it does, the caller goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

__all__ = ["EngineBrokeOffError", "ask"]

Answer = TypeVar("Answer")


class EngineBrokeOffError(Exception):
    """The engine gave no answer: what it was waiting for was cancelled in the engine itself."""


async def ask(answer: Awaitable[Answer], *, timeout_s: float) -> Answer:
    """The engine's answer. Raises `TimeoutError`, `EngineBrokeOffError`, and whatever the engine raises."""
    try:
        async with asyncio.timeout(timeout_s):
            return await answer
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise EngineBrokeOffError("the engine cancelled its own work") from None
