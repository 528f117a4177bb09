"""A whole gateway in a test: built from a configuration, served on a free port, stopped at the end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openwa_core.app import create_app
from openwa_core.gateway import CoreGateway
from openwa_core.lifecycle import Lifecycle
from openwa_core.loader import load
from openwa_core.server import serve
from openwa_hookspecs.context import Clock
from openwa_hookspecs.gateway import Gateway

__all__ = ["RunningGateway", "running_gateway"]

_LISTEN_TIMEOUT_S = 30.0


@dataclass(frozen=True, kw_only=True)
class RunningGateway:
    """What a test needs of it."""

    url: str
    core: CoreGateway

    @property
    def gateway(self) -> Gateway:
        """The services, without HTTP between."""
        return self.core.facade


@asynccontextmanager
async def running_gateway(
    config: Mapping[str, Any], *, directory: Path, clock: Clock | None = None, owner: str = "test"
) -> AsyncIterator[RunningGateway]:
    """Serve `config` (the YAML as a mapping) until the block ends; `server.bind` defaults to a free port of
    loopback, `data_dir` to `directory`, and no request is one too many. Raises what the gateway's start
    raises."""
    merged = {
        "server": {"bind": "127.0.0.1:0"},
        "data_dir": str(directory),
        "rate_limits": dict.fromkeys(("session", "send", "read", "webhook")),
        **config,
    }
    path = directory / "config.json"
    path.write_text(json.dumps(merged))
    core = CoreGateway(load(path, {}), version="0.0.0", owner=owner, clock=clock)
    lifecycle = Lifecycle(core)
    try:
        await lifecycle.start()
        async with _served(core) as url:
            yield RunningGateway(url=url, core=core)
            await lifecycle.drain()
    finally:
        await lifecycle.stop()


@asynccontextmanager
async def _served(core: CoreGateway) -> AsyncIterator[str]:
    app = create_app(core.config.server)
    for transport in core.transports:
        transport.mount(app)
    shutdown = asyncio.Event()
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def on_listening(url: str) -> None:
        core.announce(url)
        if not address.done():  # a host name may stand for several addresses
            address.set_result(url)

    server = asyncio.create_task(serve(app, core.config.server, shutdown, on_listening))
    server.add_done_callback(lambda ended: address.cancel())
    try:
        yield await asyncio.wait_for(address, _LISTEN_TIMEOUT_S)
    finally:
        shutdown.set()
        await server
