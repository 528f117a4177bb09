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
    path: str


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
            outcomes: dict[str, list[Outcome]] = {contender.name: [] for contender in contenders}
            for _ in range(rounds):
                for contender in contenders:
                    outcomes[contender.name].append(await _measure(contender, connections, requests))
            _print(connections, outcomes)


@asynccontextmanager
async def _all_contenders(directory: Path, cpu: int | None) -> AsyncIterator[list[Contender]]:
    names = {server: _fresh(directory, f"gateway-{server}") for server in ("hypercorn", "uvicorn")}
    async with (
        serving(names["hypercorn"], simulator_config(names["hypercorn"]), cpu=cpu) as hypercorn,
        serving(names["uvicorn"], simulator_config(names["uvicorn"], server="uvicorn"), cpu=cpu) as uvicorn,
        _baseline("raw_handler", _fresh(directory, "raw"), cpu) as raw,
        _baseline("naive_handler", _fresh(directory, "naive"), cpu) as naive,
    ):
        yield [
            Contender(name="raw asyncio and httptools", port=raw, path="/send"),
            Contender(name="naive Quart, Tortoise", port=naive, path=_path("bench")),
            await _gateway("openwa on Hypercorn", hypercorn),
            await _gateway("openwa on uvicorn", uvicorn),
        ]


async def _gateway(name: str, gateway: GatewayProcess) -> Contender:
    return Contender(name=name, port=gateway.port, path=_path(await linked_session(gateway)))


@asynccontextmanager
async def _baseline(module: str, directory: Path, cpu: int | None) -> AsyncIterator[int]:
    port = free_port()
    command = [sys.executable, "-m", f"benchmarks.support.{module}", str(port), str(directory / "bench.db")]
    if cpu is not None:
        command = ["taskset", "-c", str(cpu), *command]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    try:
        await _until_open(port)
        yield port
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


async def _measure(contender: Contender, connections: int, requests: int) -> Outcome:
    await _load(contender, connections, min(_WARM_UP, requests)).run()
    outcome = await _load(contender, connections, requests).run()
    if outcome.refused:
        raise RuntimeError(f"{contender.name}: {outcome.refused} of {requests} were not answered with 2xx")
    return outcome


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


def _print(connections: int, outcomes: Mapping[str, list[Outcome]]) -> None:
    speed = {name: statistics.median(each.per_second for each in seen) for name, seen in outcomes.items()}
    raw, naive, *_ = speed.values()
    rows = [
        (
            name,
            speed[name],
            statistics.median(outcome.quantile_ms(0.5) for outcome in outcomes[name]),
            statistics.median(outcome.quantile_ms(0.99) for outcome in outcomes[name]),
            speed[name] / raw,
            speed[name] / (naive * PEER_PER_NAIVE),
        )
        for name in outcomes
    ]
    print_table(
        f"Durable send-text, {connections} connections (gate: 3 x peer on Hypercorn)",
        ("", "sends/s", "p50 ms", "p99 ms", "of raw", "x peer"),
        rows,
    )


def _path(session: str) -> str:
    return f"/api/sessions/{session}/messages/send-text"


def _fresh(directory: Path, name: str) -> Path:
    path = directory / name
    path.mkdir()
    return path
