"""Events to a hundred sockets: from an engine, each with its row, beside socket.io and a bare writer that
store nothing."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from benchmarks.support.counting_sockets import OPENWA, SOCKET_IO, Dialect, counting_sockets
from benchmarks.support.durable_part import linked_session
from benchmarks.support.gateway_process import KEY, serving
from benchmarks.support.simulator_config import simulator_config
from benchmarks.support.table import print_table

__all__ = ["socket_events"]

_NODE: Final = Path(__file__).resolve().parents[1] / "node"
_SOCKETS: Final = 100
_PATIENCE_S: Final = 180.0
_PEER: Final = "peer: socket.io, nothing stored"


@dataclass(frozen=True, kw_only=True)
class Round:
    """One run."""

    per_second: float
    cpu_us: float
    """Microseconds of processor time an event, of the teller's process alone."""


async def socket_events(directory: Path, *, cpu: int | None, events: int, rounds: int) -> None:
    """Interleaved rounds; medians."""
    seen: dict[str, list[Round]] = {}
    writer = [sys.executable, "-m", "benchmarks.support.bare_writer", str(events)]
    for number in range(rounds):
        node = ["node", str(_NODE / "fanout.js"), str(events)]
        seen.setdefault(_PEER, []).append(await _bare(node, SOCKET_IO, cpu, events))
        seen.setdefault("bare writer, nothing stored", []).append(await _bare(writer, OPENWA, cpu, events))
        for server in ("hypercorn", "uvicorn"):
            place = directory / f"sockets-{server}-{number}"
            seen.setdefault(f"openwa on {server}, a row each", []).append(
                await _ours(place, server, cpu, events)
            )
    _print(events, seen)


async def _ours(directory: Path, server: str, cpu: int | None, events: int) -> Round:
    """From the moment in which the engine is told to let messages come in."""
    await asyncio.to_thread(directory.mkdir)
    config = simulator_config(directory, server=server)
    module = "benchmarks.support.flooding_gateway"
    async with serving(directory, config, cpu=cpu, module=module) as gateway:
        session = await linked_session(gateway)
        async with counting_sockets(gateway.port, OPENWA, sockets=_SOCKETS, goal=events, key=KEY) as counted:
            process = psutil.Process(gateway.pid)
            cpu_s, begun = _cpu_s(process), time.perf_counter()
            body = {"chatId": "628222222222@c.us", "text": f"flood {events}"}
            await gateway.call("POST", f"/sessions/{session}/messages/send-text", body)
            async with asyncio.timeout(_PATIENCE_S):
                await counted.enough.wait()
            return _round(events, time.perf_counter() - begun, _cpu_s(process) - cpu_s, counted.lost)


async def _bare(command: Sequence[str], dialect: Dialect, cpu: int | None, events: int) -> Round:
    async with (
        _told_to_begin(command, cpu) as (process, port),
        counting_sockets(port, dialect, sockets=_SOCKETS, goal=events) as counted,
    ):
        known = psutil.Process(process.pid)
        cpu_s, begun = _cpu_s(known), time.perf_counter()
        assert process.stdin is not None
        process.stdin.write(b"begin\n")
        async with asyncio.timeout(_PATIENCE_S):
            await counted.enough.wait()
        return _round(events, time.perf_counter() - begun, _cpu_s(known) - cpu_s, counted.lost)


@asynccontextmanager
async def _told_to_begin(
    command: Sequence[str], cpu: int | None
) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    pinned = command if cpu is None else ["taskset", "-c", str(cpu), *command]
    cwd = _NODE if command[0] == "node" else _NODE.parents[1]
    process = await asyncio.create_subprocess_exec(
        *pinned, cwd=cwd, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        yield process, int(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()


def _round(events: int, seconds: float, cpu_s: float, lost: int) -> Round:
    if lost:
        raise RuntimeError(f"{lost} sockets were closed")
    return Round(per_second=events / seconds, cpu_us=cpu_s / events * 1e6)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _print(events: int, seen: dict[str, list[Round]]) -> None:
    middle = {
        name: (
            statistics.median(each.per_second for each in rounds),
            statistics.median(each.cpu_us for each in rounds),
        )
        for name, rounds in seen.items()
    }
    peer, peer_cpu = middle[_PEER]
    rows = [
        (name, speed, speed / peer, cpu_us, peer_cpu / cpu_us) for name, (speed, cpu_us) in middle.items()
    ]
    print_table(
        f"{events:,} events to {_SOCKETS} sockets (gate: 2 x peer)",
        ("", "events/s", "x peer", "cpu us", "cpu x peer"),
        rows,
    )
