"""Batches through the whole gateway, each message on record, beside sends of the engine alone."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.support.durable_part import CHAT, linked_session
from benchmarks.support.gateway_process import GatewayProcess, serving
from benchmarks.support.simulator_config import simulator_config
from benchmarks.support.table import print_table
from tests.support.databases import own_postgres_database, own_redis_database

__all__ = ["bulk_sends"]

_PER_BATCH = 100
_PATIENCE_S = 300.0
_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
_REDIS = "redis://127.0.0.1:6379"


@dataclass(frozen=True, kw_only=True)
class Round:
    """One run."""

    per_second: float
    cpu_us: float
    """Microseconds of processor time an item, of the sender's process alone."""


async def bulk_sends(directory: Path, *, cpu: int | None, batches: int, rounds: int) -> None:
    """Interleaved rounds; medians."""
    seen: dict[str, list[Round]] = {}
    for number in range(rounds):
        seen.setdefault("bare loop over the engine", []).append(await _bare(cpu, batches * _PER_BATCH))
        for name, database, queue in (
            ("SQLite, local", "sqlite", "local"),
            ("SQLite, Dramatiq", "sqlite", "dramatiq"),
            ("PostgreSQL, local", "postgres", "local"),
            ("PostgreSQL, Dramatiq", "postgres", "dramatiq"),
        ):
            place = directory / f"{name.replace(', ', '-')}-{number}"
            async with _servers(place, database, queue) as sections:
                seen.setdefault(name, []).append(await _ours(place, sections, cpu, batches))
    _print(batches * _PER_BATCH, seen)


@asynccontextmanager
async def _servers(directory: Path, database: str, queue: str) -> AsyncIterator[dict[str, Any]]:
    """The sections of the YAML for the database and the queue."""
    await asyncio.to_thread(directory.mkdir)
    async with AsyncExitStack() as stack:
        servers = ExitStack()
        stack.push_async_callback(asyncio.to_thread, servers.close)
        url = f"sqlite://{directory}/openwa.db"
        if database == "postgres":
            server = os.environ.get("OPENWA_TEST_POSTGRES", _POSTGRES)
            url = await asyncio.to_thread(servers.enter_context, own_postgres_database(server))
        section: dict[str, Any] = {"use": queue}
        if queue == "dramatiq":
            server = os.environ.get("OPENWA_TEST_REDIS", _REDIS)
            broker = await asyncio.to_thread(servers.enter_context, own_redis_database(server))
            section["config"] = {"broker": broker}
        yield {"storage": {"use": "tortoise", "config": {"url": url}}, "queue": section}


async def _ours(directory: Path, sections: Mapping[str, Any], cpu: int | None, batches: int) -> Round:
    fast = {"test": {"enabled": True, "bulk_delay_ms": 0}}
    async with serving(directory, {**simulator_config(directory), **sections, **fast}, cpu=cpu) as gateway:
        session = await linked_session(gateway)
        await _through(gateway, session, 1, "warm")
        process = psutil.Process(gateway.pid)
        cpu_s, begun = _cpu_s(process), time.perf_counter()
        await _through(gateway, session, batches, "measured")
        seconds = time.perf_counter() - begun
        items = batches * _PER_BATCH
        return Round(per_second=items / seconds, cpu_us=(_cpu_s(process) - cpu_s) / items * 1e6)


async def _through(gateway: GatewayProcess, session: str, batches: int, name: str) -> None:
    """So many batches, and wait for their end."""
    message = {
        "chatId": CHAT,
        "type": "text",
        "content": {"text": "Hello {name}"},
        "variables": {"name": "you"},
    }
    options = {"delayBetweenMessages": 1000, "randomizeDelay": False}
    path = f"/sessions/{session}/messages"
    for number in range(batches):
        body = {"batchId": f"{name}-{number}", "messages": [message] * _PER_BATCH, "options": options}
        await gateway.call("POST", f"{path}/send-bulk", body)
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            shown = await gateway.call("GET", f"{path}/batch?limit=1000")
            if all(batch["status"] == "completed" for batch in shown):
                return
            await asyncio.sleep(0.02)


async def _bare(cpu: int | None, items: int) -> Round:
    """A process of its own, as the gateway is."""
    command = [sys.executable, "-m", "benchmarks.support.bare_engine", str(items)]
    if cpu is not None:
        command = ["taskset", "-c", str(cpu), *command]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    answer, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the bare loop ended with {process.returncode}")
    seconds, cpu_s = map(float, answer.split())
    return Round(per_second=items / seconds, cpu_us=cpu_s / items * 1e6)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _print(items: int, seen: Mapping[str, list[Round]]) -> None:
    middle = {
        name: (
            statistics.median(each.per_second for each in rounds),
            statistics.median(each.cpu_us for each in rounds),
        )
        for name, rounds in seen.items()
    }
    (bare, bare_cpu), *_ = middle.values()
    rows = [(name, speed, speed / bare, cpu, cpu / bare_cpu) for name, (speed, cpu) in middle.items()]
    print_table(
        f"{items:,} items of batches in one session, one after the other, each on record",
        ("", "items/s", "of bare", "cpu us", "x bare"),
        rows,
    )
