"""The gateway and the simulator as processes of their own, with one session that is connected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.rest_client import Phones, RestClient, callers
from tests.support.served import ServedGateway, served_simulator

__all__ = ["ME", "PEER", "LinkedGateway", "linked_gateway"]

ME: Final = "628111111111"
PEER: Final = "628222222222"
_AT_ONCE: Final = 16


@dataclass(frozen=True, kw_only=True)
class LinkedGateway:
    """Both, and the session."""

    gateway: ServedGateway
    client: RestClient
    phones: Phones
    session: str

    @property
    def url(self) -> str:
        return self.gateway.url

    async def type(self, count: int, per_second: float, text: Callable[[int], str]) -> None:
        """The other phone writes so many messages, at that pace."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        room = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                await asyncio.sleep(max(0.0, began + number / per_second - loop.time()))
                await room.acquire()
                group.create_task(self._type(text(number))).add_done_callback(lambda _: room.release())

    async def _type(self, text: str) -> None:
        await self.phones.send(PEER, ME, text)

    async def sockets(self) -> int:
        """How many are open, as health tells."""
        status, health = await self.client.call("GET", "/health/detailed")
        assert status in {200, 503}
        return int(health["services"]["transport.websocket"]["details"]["sockets"])


@asynccontextmanager
async def linked_gateway(
    directory: Path,
    *,
    database: str | None = None,
    pool_size: int = 4,
    program: Sequence[str] = ("-m", "openwa_core"),
    config: Mapping[str, Any] | None = None,
) -> AsyncIterator[LinkedGateway]:
    """Start both, link the session, and stop them at the end."""
    async with served_simulator(directory) as simulator:
        storage = {"url": database or f"sqlite://{directory}/openwa.db", "pool_size": pool_size}
        whole = {
            "engines": [{"use": "simulator", "config": {"url": simulator}}],
            "storage": {"use": "tortoise", "config": storage},
            "log": {"level": "info", "format": "json"},
        }
        gateway = ServedGateway(directory=directory, config=whole, program=program)
        own_server = {"bind": f"127.0.0.1:{gateway.port}", **dict((config or {}).get("server", {}))}
        gateway.config = {**whole, **(config or {}), "server": own_server}
        try:
            await gateway.start()
            async with callers(gateway.url, simulator) as (client, phones):
                session = await client.create("proof", "simulator")
                await client.until_status(session, "SCAN_QR")
                await phones.call(
                    "POST", "/phones", {"number": PEER, "pushName": "Peer", "platform": "iphone"}
                )
                await phones.scan(ME, (await client.data("GET", f"/sessions/{session}/qr"))["code"])
                await client.until_status(session, "CONNECTED")
                yield LinkedGateway(gateway=gateway, client=client, phones=phones, session=session)
            assert await gateway.stop() == 0
        finally:
            await gateway.kill()
