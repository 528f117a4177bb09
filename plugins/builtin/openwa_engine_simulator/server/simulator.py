"""`openwa simulator`: a network and its server, together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from openwa_engine_simulator.address import parse_bind
from openwa_engine_simulator.network.journal import FileJournal, NoJournal
from openwa_engine_simulator.network.lobby import QrSettings
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.shelf import shelf_beside
from openwa_engine_simulator.network.timers import LoopTimers
from openwa_engine_simulator.server.app import create_app
from openwa_engine_simulator.server.serving import serve_app

__all__ = ["Simulator", "serve_simulator"]


@dataclass(frozen=True, kw_only=True)
class Simulator:
    """A running simulator: `url` for the page and the control API, `network` for tests in this process."""

    url: str
    network: Network

    @property
    def device_url(self) -> str:
        return self.url.replace("http", "ws", 1) + "/device"


@asynccontextmanager
async def serve_simulator(
    bind: str = "127.0.0.1:0", *, state_file: Path | None = None, qr: QrSettings | None = None
) -> AsyncIterator[Simulator]:
    """Runs a simulator for as long as the block lasts.

    Raises `ValueError` for a malformed address, `OSError` for one that cannot be had, `JournalBusyError` when
    another process has the file.
    """
    address = parse_bind(bind)
    journal = NoJournal() if state_file is None else FileJournal(state_file)
    network = Network(timers=LoopTimers(), qr=qr, journal=journal, shelf=shelf_beside(state_file))
    try:
        await asyncio.to_thread(network.book.restore)
        async with serve_app(create_app(network), address) as url:
            yield Simulator(url=url, network=network)
            network.board.cut(None)
    finally:
        network.close()
