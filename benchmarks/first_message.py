"""From nothing to the first message, and how many follow: start, QR, link, send, memory. Prints tables and
ends.

`python benchmarks/first_message.py [--quick]`. The browser part needs Chromium and the bundle and uses the
stand-in page. The load runs beside the servers on a machine of two cores: server on the first, load on the
second.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.support.browser_part import browser_sessions
from benchmarks.support.durable_part import durable_sends
from benchmarks.support.start_part import starts

SERVER_CPU, LOAD_CPU = 0, 1


async def main(*, quick: bool) -> None:
    """All parts, each in a directory of its own that goes away."""
    cpus = (SERVER_CPU, LOAD_CPU) if (os.cpu_count() or 1) > 1 else (None, None)
    if cpus[1] is not None:
        os.sched_setaffinity(0, {cpus[1]})
    with tempfile.TemporaryDirectory(prefix="openwa-bench-") as name:
        directory = Path(name)
        await starts(directory, cpu=cpus[0], rounds=3 if quick else 7)
        await durable_sends(directory, cpu=cpus[0], requests=600 if quick else 2_000, rounds=3)
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
        await browser_sessions(directory, most=2 if quick else 4, sends=20 if quick else 100)


if __name__ == "__main__":
    asyncio.run(main(quick="--quick" in sys.argv))
