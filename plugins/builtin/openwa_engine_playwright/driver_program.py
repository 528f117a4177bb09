"""The program behind the Playwright driver: a Node.js of its own. A minimal system may lack a library."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Final

from openwa_engine_playwright.faults import DriverUnusableError

__all__ = ["driver_version"]

_LIMIT_S: Final = 10.0


async def driver_version(python: Path | None = None) -> str:
    """What the driver says of itself, run with that Python or our own. Raises `DriverUnusableError`."""
    process = await asyncio.create_subprocess_exec(
        *(python or sys.executable, "-m", "playwright", "--version"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_LIMIT_S):
            output, complaint = await process.communicate()
    except TimeoutError as error:
        raise DriverUnusableError(f"it did not answer within {_LIMIT_S:g} s") from error
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0:
        raise DriverUnusableError(_last_line(complaint) or f"exit code {process.returncode}")
    return output.decode(errors="replace").strip()


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
