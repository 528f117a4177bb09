"""`openwa serve` that tells how many tasks it has, whenever it gets SIGUSR1: run as a program, with the file
to tell it in as its first argument."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from pathlib import Path

from openwa_core.cli import main

__all__ = ["PROGRAM"]

PROGRAM = Path(__file__)


def _count(report: Path) -> None:
    gc.collect()
    written = report.with_suffix(".new")
    written.write_text(str(len(asyncio.all_tasks(asyncio.get_running_loop()))))
    os.replace(written, report)


if __name__ == "__main__":
    told = Path(sys.argv.pop(1))
    signal.signal(signal.SIGUSR1, lambda _number, _frame: _count(told))
    main()
