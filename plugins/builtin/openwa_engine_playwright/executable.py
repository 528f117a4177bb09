"""Which Chromium to run, and what it is."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from openwa_engine_playwright.config import Channel, PlaywrightConfig
from openwa_engine_playwright.faults import BrowserBrokenError, BrowserMissingError

__all__ = ["browser_version", "find_executable"]

_NAMES: Final = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
_HEADLESS_NAMES: Final = ("chromium-headless-shell", *_NAMES)
"""The shell first: 191 MB for a first session where full Chromium takes 381 MB."""

_CHANNELS: Final = {
    Channel.CHROMIUM: ("chromium", "chromium-browser"),
    Channel.CHROME: ("google-chrome", "google-chrome-stable"),
    Channel.CHROME_BETA: ("google-chrome-beta",),
    Channel.MSEDGE: ("microsoft-edge", "microsoft-edge-stable"),
}
_PLAYWRIGHTS_OWN: Final = ("chrome", "chrome-headless-shell", "headless_shell")
_VERSION_LIMIT_S: Final = 10.0
_VERSION: Final = re.compile(r"\b(\d+)(?:\.\d+){3}\b")


def find_executable(config: PlaywrightConfig) -> Path:
    """The browser that the configuration names, or the first that is found. Raises `BrowserMissingError`."""
    if config.executable_path is not None:
        return _usable(config.executable_path)
    if config.channel is not None:
        return _first(_on_path(_CHANNELS[config.channel]), looked_for=f"channel {config.channel}")
    return _first(_candidates(headless=config.headless), looked_for="Chromium or Chrome")


def _usable(path: Path) -> Path:
    if not (path.is_file() and os.access(path, os.X_OK)):
        raise BrowserMissingError(f"executable_path names no program: {path}")
    return path


def _first(found: Iterator[Path], *, looked_for: str) -> Path:
    for path in found:
        return path
    raise BrowserMissingError(f"{looked_for} is not installed")


def _candidates(*, headless: bool) -> Iterator[Path]:
    yield from _on_path(_HEADLESS_NAMES if headless else _NAMES)
    yield from _downloaded(headless=headless)


def _on_path(names: tuple[str, ...]) -> Iterator[Path]:
    for name in names:
        if (path := shutil.which(name)) is not None:
            yield Path(path)


def _downloaded(*, headless: bool) -> Iterator[Path]:
    """What `playwright install` fetched, newest first."""
    home = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright"
    kinds = ("chromium_headless_shell-*", "chromium-*") if headless else ("chromium-*",)
    for kind in kinds:
        for directory in sorted(Path(home).expanduser().glob(kind), key=_revision, reverse=True):
            yield from (
                path for name in _PLAYWRIGHTS_OWN for path in directory.glob(f"*/{name}") if path.is_file()
            )


def _revision(directory: Path) -> int:
    digits = directory.name.rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0


async def browser_version(executable: Path) -> str:
    """The four-part version that the browser itself tells. Raises `BrowserBrokenError`."""
    try:
        process = await asyncio.create_subprocess_exec(
            executable, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError as error:
        raise BrowserBrokenError(f"{executable} does not start: {error.strerror}") from error
    try:
        async with asyncio.timeout(_VERSION_LIMIT_S):
            output, _ = await process.communicate()
    except TimeoutError as error:
        raise BrowserBrokenError(f"{executable} --version does not answer") from error
    finally:
        if process.returncode is None:
            process.kill()
    if (found := _VERSION.search(output.decode(errors="replace"))) is None:
        raise BrowserBrokenError(f"{executable} --version names no version of Chromium")
    return found[0]
