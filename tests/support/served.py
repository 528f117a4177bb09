"""The gateway and the simulator as processes of their own, to be stopped, killed and started again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.rest_client import KEY
from tests.support.waiting import until

_START_S = 30.0
_STOP_S = 60.0


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class ServedGateway:
    """`openwa serve` on one directory and one port, over and over."""

    directory: Path
    config: Mapping[str, Any]
    program: Sequence[str] = ("-m", "openwa_core")
    """What Python is told to run; `serve` and its options follow."""
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """The address, the same after each start."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it has written, over all starts."""
        return self.directory / "gateway.log"

    async def start(self) -> None:
        """Start and wait until it is ready."""
        path = self.directory / "config.json"
        own = {
            "data_dir": str(self.directory),
            "server": {"bind": f"127.0.0.1:{self.port}"},
            "rate_limits": dict.fromkeys(("session", "send", "read", "webhook")),
        }
        path.write_text(json.dumps({**own, **self.config}))
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, *self.program, "serve", "--config", str(path)),
                env={**os.environ, "OPENWA_API_KEY": KEY},
                stderr=log,
            )
        await until(self._is_ready, timeout_s=_START_S)

    async def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(_STOP_S):
            code = await self.process.wait()
        assert KEY not in self.log.read_text(errors="replace"), f"{self.log} holds the API key"
        return code

    async def _is_ready(self) -> bool:
        if self.process is None or self.process.returncode is not None:
            raise RuntimeError(f"the gateway ended: {self.log.read_text()[-2000:]}")
        try:
            async with aiohttp.ClientSession() as http, http.get(f"{self.url}/health/ready") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


@asynccontextmanager
async def served_simulator(directory: Path) -> AsyncIterator[str]:
    """`openwa simulator` on a free port with a state file: its address."""
    address = directory / "simulator-address"
    with (directory / "simulator.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "openwa_engine_simulator", "--bind", "127.0.0.1:0"),
            *("--url-file", str(address), "--state-file", str(directory / "simulator.json")),
            stdout=log,
            stderr=log,
        )
    try:
        await until(lambda: address.exists() and bool(address.read_text().strip()), timeout_s=_START_S)
        yield address.read_text().strip().rstrip("/")
    finally:
        process.terminate()
        await process.wait()
