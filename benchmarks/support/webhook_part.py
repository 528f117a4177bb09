"""Events of the log to a loopback receiver, signed, each attempt on record; beside the usual way: an outbox
by TypeORM, sent by undici."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil

from benchmarks.support.counting_receiver import CountingReceiver, counting_receiver
from benchmarks.support.durable_part import linked_session
from benchmarks.support.gateway_process import HEADERS, GatewayProcess, free_port, serving
from benchmarks.support.http_load import Load, request_once
from benchmarks.support.simulator_config import PHONE, simulator_config
from benchmarks.support.table import print_table
from tests.support.databases import own_postgres_database

__all__ = ["node_packages", "webhook_deliveries"]

_NODE = Path(__file__).resolve().parents[1] / "node"
_CONNECTIONS = 64
_CHATS = 64
_PATIENCE_S = 120.0
_POSTGRES = "OPENWA_TEST_POSTGRES"


@dataclass(frozen=True, kw_only=True)
class Round:
    """One run."""

    per_second: float
    cpu_us: float
    """Microseconds of processor time a delivery, of the sender's process alone."""


async def webhook_deliveries(directory: Path, *, cpu: int | None, events: int, rounds: int) -> None:
    """Interleaved rounds; medians."""
    server = os.environ.get(_POSTGRES, "postgres://postgres@127.0.0.1:5432/postgres")
    seen: dict[str, list[Round]] = {}
    async with counting_receiver() as receiver:
        for number in range(rounds):
            async with _postgres(server) as database:
                seen.setdefault("peer: TypeORM, undici", []).append(
                    await _peer(database, receiver, cpu, events)
                )
            async with _postgres(server) as database:
                place = directory / f"postgres-{number}"
                seen.setdefault("openwa on PostgreSQL", []).append(
                    await _ours(place, database, receiver, cpu, events)
                )
            place = directory / f"sqlite-{number}"
            seen.setdefault("openwa on SQLite", []).append(
                await _ours(place, f"sqlite://{place}/openwa.db", receiver, cpu, events)
            )
    _print(events, seen)


async def _ours(
    directory: Path, database: str, receiver: CountingReceiver, cpu: int | None, events: int
) -> Round:
    """The events are in the log when the clock starts: what follows is a row for each delivery, sending, and
    what became of it; the same is measured of the peer."""
    await asyncio.to_thread(directory.mkdir)
    control = free_port()
    options = {"auto_link": PHONE, "state_file": None, "control": f"127.0.0.1:{control}"}
    config = {
        **simulator_config(directory),
        "engines": [{"use": "simulator", "config": options}],
        "storage": {"use": "tortoise", "config": {"url": database}},
        "outgoing": {"allow": ["127.0.0.0/8"]},
    }
    async with serving(directory, config, cpu=cpu) as gateway:
        session = await linked_session(gateway)
        for number in range(_CHATS):
            await request_once("127.0.0.1", control, "POST", "/control/phones", {"number": _phone(number)})
        webhook = await _webhook_that_waits(gateway, session, receiver)
        await _events(gateway, session, events)
        receiver.expect(events)
        process = psutil.Process(gateway.pid)
        cpu_s, begun = _cpu_s(process), time.perf_counter()
        await gateway.call("POST", f"{webhook}/recover", {"since": "2020-01-01T00:00:00Z"})
        async with asyncio.timeout(_PATIENCE_S):
            await receiver.enough.wait()
        seconds = time.perf_counter() - begun
        if receiver.signed < events:
            raise RuntimeError(f"{events - receiver.signed} deliveries were not signed")
        return Round(per_second=events / seconds, cpu_us=(_cpu_s(process) - cpu_s) / events * 1e6)


async def _webhook_that_waits(gateway: GatewayProcess, session: str, receiver: CountingReceiver) -> str:
    """Registered before the events, and off while they come."""
    body = {
        "url": f"http://127.0.0.1:{receiver.port}/hook",
        "events": ["message.sent"],
        "secret": "a-secret-of-the-benchmark",
    }
    path = f"/sessions/{session}/webhooks"
    webhook = f"{path}/{(await gateway.call('POST', path, body))['id']}"
    await gateway.call("PUT", webhook, {"active": False})
    return webhook


async def _events(gateway: GatewayProcess, session: str, events: int) -> None:
    """As many messages as events, then on again."""
    load = Load(
        host="127.0.0.1",
        port=gateway.port,
        path=f"/api/sessions/{session}/messages/send-text",
        headers=HEADERS,
        body=lambda number: orjson.dumps(
            {"chatId": f"{_phone(number % _CHATS)}@c.us", "text": f"Hello number {number}"}
        ),
        connections=_CONNECTIONS,
        requests=events,
    )
    outcome = await load.run()
    if outcome.refused:
        raise RuntimeError(f"{outcome.refused} messages were refused")
    [webhook] = await gateway.call("GET", f"/sessions/{session}/webhooks")
    await gateway.call("PUT", f"/sessions/{session}/webhooks/{webhook['id']}", {"active": True})


async def _peer(database: str, receiver: CountingReceiver, cpu: int | None, events: int) -> Round:
    """It says itself how long it took, without its own start."""
    receiver.expect(events)
    command = [
        "node",
        str(_NODE / "outbox.js"),
        database,
        f"http://127.0.0.1:{receiver.port}/hook",
        str(events),
    ]
    if cpu is not None:
        command = ["taskset", "-c", str(cpu), *command]
    process = await asyncio.create_subprocess_exec(*command, cwd=_NODE, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(_PATIENCE_S):
        answer, _ = await process.communicate()
    if process.returncode or receiver.count < events:
        raise RuntimeError(f"the peer ended with {process.returncode} after {receiver.count} deliveries")
    told = json.loads(answer)
    return Round(per_second=events / told["seconds"], cpu_us=told["cpuSeconds"] / events * 1e6)


async def node_packages() -> None:
    """Fetch what the peers need, once."""
    if (_NODE / "node_modules").exists():
        return
    print("benchmarks/node: npm ci (once)", flush=True)
    process = await asyncio.create_subprocess_exec("npm", "ci", "--ignore-scripts", "--silent", cwd=_NODE)
    if await process.wait():
        raise RuntimeError(
            "npm ci in benchmarks/node failed: let npm reach its registry, then run this again"
        )


@asynccontextmanager
async def _postgres(server: str) -> AsyncIterator[str]:
    stack = ExitStack()
    database = await asyncio.to_thread(stack.enter_context, own_postgres_database(server))
    try:
        yield database
    finally:
        await asyncio.to_thread(stack.close)


def _phone(number: int) -> str:
    return f"62822222{number:04}"


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
    (peer, peer_cpu), *_ = middle.values()
    rows = [
        (name, speed, speed / peer, cpu_us, peer_cpu / cpu_us) for name, (speed, cpu_us) in middle.items()
    ]
    print_table(
        f"{events:,} events to a receiver, signed, persisted, in order in {_CHATS} chats (gate: 4 x peer)",
        ("", "deliveries/s", "x peer", "cpu us", "cpu x peer"),
        rows,
    )
