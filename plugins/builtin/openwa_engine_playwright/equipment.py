"""What a browser session needs from the machine: a Chromium, the driver's program and the wa-js bundle."""

from __future__ import annotations

import asyncio
from pathlib import Path

from openwa_engine_playwright.browser import BrowserProgram
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.driver_program import driver_version
from openwa_engine_playwright.executable import browser_version, find_executable
from openwa_engine_playwright.faults import CannotRunError, PageFault
from openwa_engine_playwright.script import page_script, read_bundle
from openwa_hookspecs.service import Health, HealthStatus

__all__ = ["Equipment"]


class Equipment:
    """Looked for at each use, so that what an operator installs or replaces counts at once; read again only
    when it changed."""

    def __init__(self, config: PlaywrightConfig) -> None:
        self._config = config
        self._program: tuple[tuple[Path, int], BrowserProgram] | None = None
        self._bundle: tuple[int, str] | None = None
        self._driver: str | None = None

    async def program(self) -> BrowserProgram:
        """The Chromium to run. Raises `BrowserMissingError`, `BrowserBrokenError`."""
        executable = find_executable(self._config)
        stamp = (executable, executable.stat().st_mtime_ns)
        if self._program is None or self._program[0] != stamp:
            version = await browser_version(executable)
            self._program = (stamp, BrowserProgram(executable=executable, version=version))
        return self._program[1]

    async def script(self, device_name: str) -> str:
        """The script to inject. Raises `BundleMissingError`."""
        return page_script(await self._read_bundle(), device_name=device_name)

    async def check_chromium(self) -> Health:
        """Whether there is a Chromium that tells its version."""
        try:
            program = await self.program()
        except (CannotRunError, PageFault) as error:
            return Health(status=HealthStatus.FAILED, details={"error": str(error)})
        return Health(details={"executable": str(program.executable), "version": program.version})

    async def check_driver(self) -> Health:
        """Whether the driver's program runs; one that did is not asked again."""
        try:
            self._driver = self._driver or await driver_version()
        except CannotRunError as error:
            return Health(status=HealthStatus.FAILED, details={"error": str(error)})
        return Health(details={"driver": self._driver})

    async def check_bundle(self) -> Health:
        """Whether there is a wa-js bundle to inject."""
        try:
            await self._read_bundle()
        except CannotRunError as error:
            return Health(status=HealthStatus.FAILED, details={"error": str(error)})
        return Health(details={"bundle": str(self._config.bundle)})

    async def _read_bundle(self) -> str:
        stamp = _changed_at(self._config.bundle)
        if self._bundle is None or self._bundle[0] != stamp:
            self._bundle = (stamp, await asyncio.to_thread(read_bundle, self._config.bundle))
        return self._bundle[1]


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
