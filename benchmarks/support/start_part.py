"""The start of a gateway that has nothing to do, and its memory, beside a bare Quart app on Hypercorn."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

from benchmarks.support.gateway_process import GatewayProcess, bare_server, serving
from benchmarks.support.simulator_config import simulator_config
from benchmarks.support.table import print_table

__all__ = ["starts"]

_Figures = tuple[float, float, float, float]
_Contender = Callable[[], AbstractAsyncContextManager[GatewayProcess]]


async def starts(directory: Path, *, cpu: int | None, rounds: int) -> None:
    """Interleaved rounds; medians. The first round is for the disk's and Python's caches."""
    seen: dict[str, list[_Figures]] = {}
    for number in range(rounds + 1):
        place = directory / f"start-{number}"
        place.mkdir()
        gateway = partial(serving, place, simulator_config(place), cpu=cpu)
        contenders: dict[str, _Contender] = {
            "bare Quart on Hypercorn": partial(bare_server, cpu=cpu),
            "openwa, new database": gateway,
            "openwa, started again": gateway,
        }
        for name, contender in contenders.items():
            seen.setdefault(name, []).append(await _start(contender))
    _print({name: figures[1:] for name, figures in seen.items()})


async def _start(contender: _Contender) -> _Figures:
    async with contender() as process:
        await asyncio.sleep(1)
        return process.start_s, process.start_cpu_s, process.rss_mb(), process.pss_mb()


def _print(seen: dict[str, list[_Figures]]) -> None:
    middle = {
        name: [statistics.median(column) for column in zip(*figures, strict=True)]
        for name, figures in seen.items()
    }
    bare_cpu_s = next(iter(middle.values()))[1]
    print_table(
        "At rest: SQLite, simulator, no browser (targets 0.4 s and 55 MB, first gates 0.6 s and 70 MB)",
        ("", "start s", "CPU s", "x bare", "RSS MB", "PSS MB"),
        [
            (name, start_s, cpu_s, cpu_s / bare_cpu_s, rss, pss)
            for name, (start_s, cpu_s, rss, pss) in middle.items()
        ],
    )
