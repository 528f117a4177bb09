"""The Playwright driver: one Node process that speaks to the browsers of all sessions."""

from __future__ import annotations

import asyncio
from typing import Final

import psutil
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright, async_playwright

from openwa_engine_playwright.driver_program import driver_version
from openwa_engine_playwright.faults import BrowserBrokenError
from openwa_engine_playwright.sheltered import to_the_end

__all__ = ["Driver"]

_COMMAND: Final = "run-driver"
_START_LIMIT_S: Final = 30.0
_STOP_LIMIT_S: Final = 5.0


class Driver:
    """Started when the first session needs it, and again when it died or fell silent."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._process: psutil.Process | None = None

    async def get(self) -> Playwright:
        """The running driver. Raises `BrowserBrokenError`, and `DriverUnusableError` when no try can help."""
        async with self._one_at_a_time:
            if self._playwright is not None and self.is_running:
                return self._playwright
            await self._end()
            # Cut off half way it would leave its process behind.
            return await to_the_end(asyncio.ensure_future(self._start()))

    async def discard(self, silent: Playwright) -> None:
        """Replace a driver that does not answer; its browsers end with it."""
        async with self._one_at_a_time:
            if self._playwright is silent:
                await self._end()

    async def stop(self) -> None:
        """End it; may be called twice."""
        async with self._one_at_a_time:
            await self._end()

    @property
    def is_running(self) -> bool:
        """Whether the process is there; one that was never needed is not."""
        try:
            return self._process is not None and self._process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    async def _start(self) -> Playwright:
        before = _drivers()
        try:
            async with asyncio.timeout(_START_LIMIT_S):
                self._playwright = await async_playwright().start()
        except Exception as error:  # Playwright raises a bare one when its process ends meanwhile
            for process in _drivers() - before:
                _kill(process)
            await driver_version()  # which knows why, when it is the machine's fault
            raise BrowserBrokenError(f"the Playwright driver does not start: {error}") from error
        self._process = next(iter(_drivers() - before), None)
        return self._playwright

    async def _end(self) -> None:
        playwright, process = self._playwright, self._process
        self._playwright = self._process = None
        if playwright is None:
            return
        try:
            async with asyncio.timeout(_STOP_LIMIT_S):
                await playwright.stop()
        except (TimeoutError, PlaywrightError, OSError):
            if process is not None:
                _kill(process)


def _drivers() -> frozenset[psutil.Process]:
    """Playwright does not tell its driver's process: it is the child that is new after the start."""
    return frozenset(child for child in psutil.Process().children() if _is_driver(child))


def _is_driver(process: psutil.Process) -> bool:
    try:
        return _COMMAND in process.cmdline()
    except psutil.Error:
        return False


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return
