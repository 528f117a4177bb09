"""`openwa simulator`: runs the simulated network as a process of its own until it is told to end."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from openwa_engine_simulator.network.lobby import QrSettings
from openwa_engine_simulator.server import serve_simulator
from openwa_hookspecs.context import Context

__all__ = ["DEFAULT_BIND", "run_simulator", "simulate"]

DEFAULT_BIND: Final = "127.0.0.1:2790"


async def run_simulator(
    _config: BaseModel,
    _context: Context,
    *,
    bind: str = DEFAULT_BIND,
    state_file: str = "",
    qr_ttl: float = 20.0,
    url_file: str = "",
) -> str | None:
    """Simulate WhatsApp: phones over a control API, and the stand-in page for browsers.

    Port 0 takes a free one. The address is printed, and written to `--url-file` once it answers. Without
    `--state-file` everything is forgotten at the end.
    """
    await simulate(bind=bind, state_file=state_file, qr_ttl=qr_ttl, url_file=url_file)
    return None


async def simulate(*, bind: str, state_file: str, qr_ttl: float, url_file: str) -> None:
    """Serves until SIGINT or SIGTERM."""
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    memory = Path(state_file) if state_file else None
    async with serve_simulator(bind, state_file=memory, qr=QrSettings(ttl_s=qr_ttl)) as simulator:
        sys.stdout.write(f"Simulator on {simulator.url} (control API under {simulator.url}/control)\n")
        sys.stdout.flush()
        if url_file:
            await asyncio.to_thread(_publish, Path(url_file), simulator.url)
        await ended.wait()


def _publish(path: Path, url: str) -> None:
    draft = path.with_name(path.name + ".new")
    draft.write_text(url + "\n")
    draft.replace(path)
