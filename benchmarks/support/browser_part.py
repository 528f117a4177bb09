"""Real Chromium sessions on the stand-in page: QR, link, restore, sends, memory."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.support.durable_part import linked_session
from benchmarks.support.gateway_process import GatewayProcess, serving
from benchmarks.support.http_load import Outcome, request_once
from benchmarks.support.table import print_table

__all__ = ["browser_sessions"]

_LIMIT_S = 60.0


async def browser_sessions(directory: Path, *, most: int, sends: int) -> None:
    """Sessions one after the other on one gateway, then a restart of it."""
    place = directory / "browser"
    place.mkdir()
    async with _simulator(place) as address:
        config = _config(place, f"http://{address}/")
        rows: list[tuple[object, ...]] = []
        async with serving(place, config) as gateway:
            before = gateway.pss_mb()
            for number in range(1, most + 1):
                rows.append(await _one_more(gateway, address, number, before))
                before = float(str(rows[-1][-1]))
            latencies = await _sends(gateway, "playwright", sends)
            in_memory = await _sends_on_simulator(gateway, sends)
        print_table(
            "Browser sessions on the stand-in (targets: QR and restore within 2 s)",
            ("session", "create to QR s", "scan to CONNECTED s", "PSS more MB", "PSS all MB"),
            rows,
        )
        print_table(
            "Send-text, one after the other",
            ("engine", "p50 ms", "p99 ms", "sends/s"),
            [_row("playwright", latencies), _row("simulator", in_memory)],
        )
        await _restore(place, config)


async def _one_more(gateway: GatewayProcess, address: str, number: int, before: float) -> tuple[object, ...]:
    started = time.perf_counter()
    session = (await gateway.call("POST", "/sessions", {"name": f"bench-{number}", "engine": "playwright"}))[
        "id"
    ]
    await _until(gateway, session, "SCAN_QR")
    shown = time.perf_counter()
    code = (await gateway.call("GET", f"/sessions/{session}/qr"))["code"]
    await _control(address, f"/control/phones/62811100000{number}/scan", {"qr": code})
    scanned = time.perf_counter()
    await _until(gateway, session, "CONNECTED")
    linked = time.perf_counter()
    await asyncio.sleep(2)
    after = gateway.pss_mb()
    return number, shown - started, linked - scanned, after - before, after


async def _sends(gateway: GatewayProcess, engine: str, count: int) -> Outcome:
    sessions = await gateway.call("GET", "/sessions?limit=100")
    session = next(
        each["id"] for each in sessions if each["name"] == ("bench-1" if engine == "playwright" else "bench")
    )
    outcome, begun = Outcome(), time.perf_counter()
    for number in range(count):
        started = time.perf_counter()
        body = {"chatId": "999123456789@c.us", "text": f"Hello {number}"}
        await gateway.call("POST", f"/sessions/{session}/messages/send-text", body)
        outcome.latencies_s.append(time.perf_counter() - started)
    outcome.seconds = time.perf_counter() - begun
    return outcome


async def _sends_on_simulator(gateway: GatewayProcess, count: int) -> Outcome:
    await linked_session(gateway)
    return await _sends(gateway, "simulator", count)


async def _restore(place: Path, config: dict[str, Any]) -> None:
    started = time.perf_counter()
    async with serving(place, config) as gateway:
        session = next(
            each for each in await gateway.call("GET", "/sessions?limit=100") if each["name"] == "bench-1"
        )
        await _until(gateway, session["id"], "CONNECTED")
        restored = time.perf_counter() - started
        print_table(
            "Restart of the gateway",
            ("", "s"),
            [("serving", gateway.start_s), ("first session CONNECTED", restored)],
        )


def _row(name: str, outcome: Outcome) -> tuple[object, ...]:
    return name, outcome.quantile_ms(0.5), outcome.quantile_ms(0.99), outcome.per_second


async def _until(gateway: GatewayProcess, session: str, status: str) -> None:
    async with asyncio.timeout(_LIMIT_S):
        while True:
            known = await gateway.call("GET", f"/sessions/{session}")
            if known["status"] == status:
                return
            if known["status"] == "FAILED":
                raise RuntimeError(f"the session failed: {known}")
            await asyncio.sleep(0.02)


def _config(place: Path, url: str) -> dict[str, Any]:
    return {
        "engines": [
            {"use": "playwright", "config": {"url": url, "profiles_dir": str(place / "profiles")}},
            {
                "use": "simulator",
                "config": {"auto_link": "628999999999", "state_file": None, "control": None},
            },
        ],
        "storage": {"use": "tortoise", "config": {"url": f"sqlite://{place}/openwa.db"}},
    }


@asynccontextmanager
async def _simulator(place: Path) -> AsyncIterator[str]:
    """`openwa simulator` on a free port: its host:port."""
    address = place / "simulator-address"
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "openwa_engine_simulator",
            "--bind",
            "127.0.0.1:0",
            "--url-file",
            str(address),
        ),
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(20):
            while not (address.exists() and address.read_text().strip()):
                await asyncio.sleep(0.05)
        yield address.read_text().strip().removeprefix("http://").rstrip("/")
    finally:
        process.terminate()
        await process.wait()


async def _control(address: str, path: str, body: object) -> None:
    host, _, port = address.partition(":")
    status, answer = await request_once(host, int(port), "POST", path, body)
    if status >= 300:
        raise RuntimeError(f"{path}: {status} {answer}")
