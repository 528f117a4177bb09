"""A gateway and a simulator as processes of their own, a linked session, phones that write to it, and a
receiver on loopback.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.receiver import Receiver, a_receiver
from tests.support.rest_client import Phones, RestClient, callers
from tests.support.served import ServedGateway, served_simulator

__all__ = ["ME", "World", "a_world"]

ME: Final = "628111111111"


@dataclass(frozen=True, kw_only=True)
class World:
    """One session, and who is around it."""

    gateway: ServedGateway
    client: RestClient
    phones: Phones
    receiver: Receiver
    session: str
    writers: Sequence[str]
    """Numbers of phones; each writes in a chat of its own."""

    async def register(self, path: str, **members: Any) -> str:  # noqa: ANN401 - JSON
        """A new webhook's id; the request that asked for the URL's head is forgotten."""
        body = {"url": self.receiver.url(path), "events": ["message.received"], **members}
        webhook: str = (await self.client.data("POST", f"/sessions/{self.session}/webhooks", body))["id"]
        self.receiver.requests.clear()
        return webhook


@asynccontextmanager
async def a_world(
    directory: Path,
    *,
    writers: int,
    sink: Mapping[str, Any],
    database: str | None = None,
    **config: Any,  # noqa: ANN401 - as in YAML
) -> AsyncIterator[World]:
    """Until the block ends. `sink` is the section of the webhook sink."""
    async with a_receiver() as receiver, served_simulator(directory) as simulator:
        whole = {
            "engines": [{"use": "simulator", "config": {"url": simulator}}],
            "storage": {"use": "tortoise", "config": {"url": database or f"sqlite://{directory}/openwa.db"}},
            "sinks": [{"use": "webhook", "config": dict(sink)}],
            "outgoing": {"allow": ["127.0.0.0/8"]},
            "log": {"level": "warning", "format": "json"},
            **config,
        }
        gateway = ServedGateway(directory=directory, config=whole)
        await gateway.start()
        try:
            async with callers(gateway.url, simulator) as (client, phones):
                numbers = [f"62822222{number:04}" for number in range(writers)]
                session = await _linked(client, phones, numbers)
                yield World(
                    gateway=gateway,
                    client=client,
                    phones=phones,
                    receiver=receiver,
                    session=session,
                    writers=numbers,
                )
        finally:
            await gateway.stop()


async def _linked(client: RestClient, phones: Phones, writers: Sequence[str]) -> str:
    session = await client.create("proof", "simulator")
    await client.until_status(session, "SCAN_QR")
    await phones.scan(ME, (await client.data("GET", f"/sessions/{session}/qr"))["code"])
    await client.until_status(session, "CONNECTED")
    for number in writers:
        await phones.call("POST", "/phones", {"number": number, "pushName": number, "platform": "iphone"})
    return session
