"""The third baseline: what Quart and Hypercorn alone need to start and to hold.

Run as a process: `python -m benchmarks.support.bare_server PORT`.
"""

from __future__ import annotations

import asyncio
import sys

from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart

__all__ = ["main"]

app = Quart(__name__)


@app.get("/health/ready")
async def ready() -> dict[str, str]:
    """Always."""
    return {"status": "ok"}


def main() -> None:
    """Serve until SIGTERM."""
    config = Config()
    config.bind = [f"127.0.0.1:{int(sys.argv[1])}"]
    config.loglevel = "warning"
    asyncio.run(serve(app, config))


if __name__ == "__main__":
    main()
