"""`openwa serve` as a process of its own, as a user runs it, and the bare server that its start is compared
with."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import psutil

from benchmarks.support.http_load import request_once

__all__ = ["HEADERS", "KEY", "GatewayProcess", "bare_server", "free_port", "serving"]

KEY = "benchmark-key-0123456789"
"""Goes into `OPENWA_API_KEY` of a gateway that lives for one measurement on loopback."""

_CALM = {
    "log": {"level": "warning"},
    "rate_limits": dict.fromkeys(("session", "send", "read", "webhook"), 1_000_000),
}
"""Requests are counted, and none is one too many."""

HEADERS = {"X-API-Key": KEY, "Content-Type": "application/json"}

_START_LIMIT_S = 30.0
_STOP_LIMIT_S = 60.0


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, kw_only=True)
class GatewayProcess:
    """A gateway that serves."""

    port: int
    pid: int
    start_s: float
    """From the start of the process to the first 200 of /health/ready."""
    start_cpu_s: float
    """User and system time until then, of all threads; says more than the clock on a busy machine."""

    async def call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """`data` of the answer."""
        status, answer = await request_once(
            "127.0.0.1", self.port, method, f"/api{path}", body, headers=HEADERS
        )
        if not (isinstance(answer, dict) and answer.get("success")):
            raise RuntimeError(f"{method} {path}: {status} {answer}")
        return answer["data"]

    def rss_mb(self) -> float:
        """Resident memory of the gateway's own process."""
        return psutil.Process(self.pid).memory_info().rss / 1e6

    def pss_mb(self) -> float:
        """Memory of the process and all its children; shared pages count once."""
        family = [psutil.Process(self.pid), *psutil.Process(self.pid).children(recursive=True)]
        return sum(_pss(process) for process in family) / 1e6


def _pss(process: psutil.Process) -> int:
    try:
        pss: int = process.memory_full_info().pss
    except psutil.Error:
        return 0
    return pss


@asynccontextmanager
async def serving(
    directory: Path, config: Mapping[str, Any], *, cpu: int | None = None, module: str = "openwa_core"
) -> AsyncIterator[GatewayProcess]:
    """Start `openwa serve` with `config`, on a core of its own if `cpu` says so; stop it at the end. Another
    `module` takes the same arguments."""
    port = free_port()
    path = directory / "config.json"
    server = {"bind": f"127.0.0.1:{port}", **config.get("server", {})}
    path.write_bytes(orjson.dumps({"data_dir": str(directory), **_CALM, **config, "server": server}))
    async with _started("-m", module, "serve", "--config", str(path), port=port, cpu=cpu) as gateway:
        yield gateway


@asynccontextmanager
async def bare_server(*, cpu: int | None = None) -> AsyncIterator[GatewayProcess]:
    """Start a Quart app with one route on Hypercorn; it ends with the block."""
    port = free_port()
    async with _started("-m", "benchmarks.support.bare_server", str(port), port=port, cpu=cpu) as server:
        yield server


@asynccontextmanager
async def _started(*arguments: str, port: int, cpu: int | None) -> AsyncIterator[GatewayProcess]:
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env={**_environment(), "OPENWA_API_KEY": KEY}
    )
    try:
        if cpu is not None:
            os.sched_setaffinity(process.pid, {cpu})
        await _until_ready(port, process)
        start_s = time.perf_counter() - started
        yield GatewayProcess(port=port, pid=process.pid, start_s=start_s, start_cpu_s=_cpu_s(process.pid))
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(_STOP_LIMIT_S):
            await process.wait()


def _cpu_s(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def _environment() -> dict[str, str]:
    """As on a user's machine, where Python keeps what it has compiled."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


async def _until_ready(port: int, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(_START_LIMIT_S):
        while process.returncode is None:
            try:
                status, _ = await request_once("127.0.0.1", port, "GET", "/health/ready")
            except OSError:
                await asyncio.sleep(0.01)
                continue
            if status == 200:
                return
            await asyncio.sleep(0.01)
    raise RuntimeError(f"the server ended with exit code {process.returncode}")
