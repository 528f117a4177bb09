"""Durable send-text through the whole gateway on the simulator, beside the two baselines."""

from __future__ import annotations

import asyncio
import statistics
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil

from benchmarks.support.gateway_process import HEADERS, GatewayProcess, free_port, serving
from benchmarks.support.http_load import Load, Outcome
from benchmarks.support.simulator_config import PHONE, simulator_config
from benchmarks.support.table import print_table

__all__ = ["durable_sends", "linked_session"]

PEER_PER_NAIVE = 1 / 1.07
"""The field's usual stack, as a share of the naive baseline (the project's performance page)."""

CONNECTIONS = (1, 32, 256)
CHAT = f"{PHONE}@c.us"
"""The account writes to itself: a number that exists and does not answer."""

_WARM_UP = 200


@dataclass(frozen=True, kw_only=True)
class Contender:
    """Something that takes send-text."""

    name: str
    port: int
    pid: int
    path: str

    def cpu_s(self) -> float:
        """What its process has taken of the processor so far."""
        times = psutil.Process(self.pid).cpu_times()
        return float(times.user + times.system)


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one load saw, and what it cost the server: on a shared machine only the second one keeps still."""

    outcome: Outcome
    cpu_us: float
    """Microseconds of processor time a send."""


async def linked_session(gateway: GatewayProcess, engine: str = "simulator") -> str:
    """A new session that is CONNECTED."""
    session: str = (await gateway.call("POST", "/sessions", {"name": "bench", "engine": engine}))["id"]
    async with asyncio.timeout(30):
        while (await gateway.call("GET", f"/sessions/{session}"))["status"] != "CONNECTED":
            await asyncio.sleep(0.02)
    return session


async def durable_sends(directory: Path, *, cpu: int | None, requests: int, rounds: int) -> None:
    """Interleaved rounds over all contenders; medians."""
    async with _all_contenders(directory, cpu) as contenders:
        for connections in CONNECTIONS:
            seen: dict[str, list[Round]] = {contender.name: [] for contender in contenders}
            for _ in range(rounds):
                for contender in contenders:
                    seen[contender.name].append(await _measure(contender, connections, requests))
            _print(connections, seen)


@asynccontextmanager
async def _all_contenders(directory: Path, cpu: int | None) -> AsyncIterator[list[Contender]]:
    names = {server: _fresh(directory, f"gateway-{server}") for server in ("hypercorn", "uvicorn")}
    async with (
        serving(names["hypercorn"], simulator_config(names["hypercorn"]), cpu=cpu) as hypercorn,
        serving(names["uvicorn"], simulator_config(names["uvicorn"], server="uvicorn"), cpu=cpu) as uvicorn,
        _baseline("raw_handler", _fresh(directory, "raw"), cpu) as (raw, raw_pid),
        _baseline("naive_handler", _fresh(directory, "naive"), cpu) as (naive, naive_pid),
    ):
        yield [
            Contender(name="raw asyncio and httptools", port=raw, pid=raw_pid, path="/send"),
            Contender(name="naive Quart, Tortoise", port=naive, pid=naive_pid, path=_path("bench")),
            await _gateway("openwa on Hypercorn", hypercorn),
            await _gateway("openwa on uvicorn", uvicorn),
        ]


async def _gateway(name: str, gateway: GatewayProcess) -> Contender:
    session = await linked_session(gateway)
    return Contender(name=name, port=gateway.port, pid=gateway.pid, path=_path(session))


@asynccontextmanager
async def _baseline(module: str, directory: Path, cpu: int | None) -> AsyncIterator[tuple[int, int]]:
    """Its port and its process."""
    port = free_port()
    command = [sys.executable, "-m", f"benchmarks.support.{module}", str(port), str(directory / "bench.db")]
    if cpu is not None:
        command = ["taskset", "-c", str(cpu), *command]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    try:
        await _until_open(port)
        yield port, process.pid  # taskset becomes what it starts
    finally:
        process.kill()  # Tortoise's threads keep the naive one alive after SIGTERM
        await process.wait()


async def _until_open(port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


async def _measure(contender: Contender, connections: int, requests: int) -> Round:
    await _load(contender, connections, min(_WARM_UP, requests)).run()
    before = contender.cpu_s()
    outcome = await _load(contender, connections, requests).run()
    if outcome.refused:
        raise RuntimeError(f"{contender.name}: {outcome.refused} of {requests} were not answered with 2xx")
    return Round(outcome=outcome, cpu_us=(contender.cpu_s() - before) / requests * 1e6)


def _load(contender: Contender, connections: int, requests: int) -> Load:
    return Load(
        host="127.0.0.1",
        port=contender.port,
        path=contender.path,
        headers=HEADERS,
        body=lambda number: orjson.dumps({"chatId": CHAT, "text": f"Hello number {number}"}),
        connections=connections,
        requests=requests,
    )


def _print(connections: int, seen: Mapping[str, list[Round]]) -> None:
    middle = {name: _medians(rounds) for name, rounds in seen.items()}
    (raw, *_, raw_cpu), (naive, *_, naive_cpu), *_ = middle.values()
    rows = [
        (
            name,
            speed,
            p50,
            p99,
            speed / raw,
            speed / (naive * PEER_PER_NAIVE),
            cpu_us,
            raw_cpu / cpu_us,
            naive_cpu / PEER_PER_NAIVE / cpu_us,
        )
        for name, (speed, p50, p99, cpu_us) in middle.items()
    ]
    print_table(
        f"Durable send-text, {connections} connections (gate: 3 x peer on Hypercorn)",
        ("", "sends/s", "p50 ms", "p99 ms", "of raw", "x peer", "cpu us", "cpu of raw", "cpu x peer"),
        rows,
    )


def _medians(rounds: list[Round]) -> tuple[float, float, float, float]:
    columns = (
        (each.outcome.per_second, each.outcome.quantile_ms(0.5), each.outcome.quantile_ms(0.99), each.cpu_us)
        for each in rounds
    )
    speed, p50, p99, cpu_us = map(statistics.median, zip(*columns, strict=True))
    return speed, p50, p99, cpu_us


def _path(session: str) -> str:
    return f"/api/sessions/{session}/messages/send-text"


def _fresh(directory: Path, name: str) -> Path:
    path = directory / name
    path.mkdir()
    return path
