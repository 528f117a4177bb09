"""Events that arrive: how many a second reach a hundred sockets, and a receiver of webhooks. Prints tables
and ends.

`python benchmarks/events.py [--quick]`. The load and the receiver run beside the gateway on a machine of two
cores: gateway on the first, the rest on the second. PostgreSQL is that of the tests.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.support.socket_part import socket_events
from benchmarks.support.webhook_part import node_packages, webhook_deliveries

GATEWAY_CPU, LOAD_CPU = 0, 1


async def main(*, quick: bool) -> None:
    """All parts, each in a directory of its own that goes away."""
    cpus = (GATEWAY_CPU, LOAD_CPU) if (os.cpu_count() or 1) > 1 else (None, None)
    if cpus[1] is not None:
        os.sched_setaffinity(0, {cpus[1]})
    with tempfile.TemporaryDirectory(prefix="openwa-bench-") as name:
        await node_packages()
        await socket_events(Path(name), cpu=cpus[0], events=5_000 if quick else 20_000, rounds=3)
        await webhook_deliveries(Path(name), cpu=cpus[0], events=500 if quick else 3_000, rounds=3)


if __name__ == "__main__":
    asyncio.run(main(quick="--quick" in sys.argv))
