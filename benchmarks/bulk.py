"""Bulk sending without waits: items a second and processor time an item, for both queues and both databases,
beside a bare loop over the same engine. Prints a table and ends.

`python benchmarks/bulk.py [--quick]`. In the test mode there is no wait between two messages. PostgreSQL and
Redis are those of the tests.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.support.bulk_part import bulk_sends

GATEWAY_CPU, LOAD_CPU = 0, 1


async def main(*, quick: bool) -> None:
    """All parts, each in a directory of its own that goes away."""
    cpus = (GATEWAY_CPU, LOAD_CPU) if (os.cpu_count() or 1) > 1 else (None, None)
    if cpus[1] is not None:
        os.sched_setaffinity(0, {cpus[1]})
    with tempfile.TemporaryDirectory(prefix="openwa-bench-") as name:
        await bulk_sends(Path(name), cpu=cpus[0], batches=3 if quick else 20, rounds=3)


if __name__ == "__main__":
    asyncio.run(main(quick="--quick" in sys.argv))
