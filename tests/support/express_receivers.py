"""Receivers of webhooks in Express 4 and 5, in a process of Node.js."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from tests.support.node import NODE, PACKAGES

__all__ = ["EXPRESS", "ExpressApp", "served"]

EXPRESS: Final[Sequence[Literal["express4", "express5"]]] = ("express4", "express5")
_START_S: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class ExpressApp:
    """One receiver. `json` mounts `express.json()` before the code, as the specification's example needs."""

    express: Literal["express4", "express5"]
    code: str
    secret: str
    json: bool = True


@asynccontextmanager
async def served(apps: Sequence[ExpressApp], *, log: Path | None = None) -> AsyncIterator[list[str]]:
    """Serve them until the block ends: their URLs. `log` gets a line of JSON for each answered request."""
    process = await asyncio.create_subprocess_exec(
        *(str(NODE), str(PACKAGES / "receivers.js")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        wanted = {"apps": [asdict(app) for app in apps], "log": str(log) if log else None}
        process.stdin.write(json.dumps(wanted).encode() + b"\n")
        async with asyncio.timeout(_START_S):
            line = await process.stdout.readline()
        yield [f"http://127.0.0.1:{port}/webhook" for port in json.loads(line)]
    finally:
        process.stdin.close()
        await process.wait()
