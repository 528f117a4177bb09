"""A short life of one session in which an event of every kind happens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from openwa_core.testing.running import running_gateway
from openwa_engine_simulator.server import serve_simulator
from openwa_engine_simulator.testing import SimulatorWorld
from tests.support.receiver import Received, Receiver, a_receiver
from tests.support.rest_client import RestClient, callers
from tests.support.waiting import until

__all__ = ["ME", "PEER", "PEER_CHAT", "Event", "Life", "a_life", "every_event"]

Event = dict[str, Any]
ME, PEER, THIRD = "628111111111", "628222222222", "628333333333"
PEER_CHAT = f"{PEER}@c.us"


async def every_event(engine: str, directory: Path) -> list[Event]:
    """The log of the session, as REST has it."""
    async with a_life(engine, directory) as life:
        await life.links()
        await life.talks()
        await life.groups()
        await life.sends_in_bulk()
        await life.loses_a_webhook()
        await life.stops()
        return life.log


@dataclass
class Life:
    """What happens, step by step."""

    client: RestClient
    world: SimulatorWorld
    receiver: Receiver
    engine: str
    session: str = ""
    log: list[Event] = field(default_factory=list)

    async def links(self) -> None:
        await self.world.has_phone(ME, push_name="Ann")
        await self.world.has_phone(PEER, push_name="John", platform="iphone")
        await self.world.has_phone(THIRD, push_name="Cleo")
        await self.world.names(ME, PEER_CHAT, "John Doe")
        self.session = await self.client.create("every-event", self.engine)
        await self.client.until_status(self.session, "SCAN_QR")
        qr = await self.client.data("GET", f"/sessions/{self.session}/qr")
        await self.world.scans(ME, qr["code"])
        await self.client.until_status(self.session, "CONNECTED")

    async def talks(self) -> None:
        key = await self.world.sends(PEER, ME, "Hello!")
        await self.told("message.received")
        await self.world.edits(PEER, ME, key, "Hello you!")
        await self.told("message.edited")
        await self.world.reacts(PEER, ME, key, "👍")
        await self.told("message.reaction")
        await self.world.revokes(PEER, ME, key)
        await self.told("message.revoked")
        await self.client.send(self.session, PEER_CHAT, "Hi!")
        await self.told("message.sent")
        await self.world.reads(PEER, ME)
        await self.told("message.ack")
        await self.world.refuses_sends(ME)
        body = {"chatId": PEER_CHAT, "text": "No!"}
        status, _ = await self.client.call("POST", f"/sessions/{self.session}/messages/send-text", body)
        assert status >= 400
        await self.told("message.failed")
        await self.world.behaves(ME)

    async def groups(self) -> None:
        group = await self.world.makes_group(PEER, "Friends", [ME])
        await self.told("group.update")
        await self.told("group.join")
        await self.world.renames_group(PEER, group, "Best friends")
        await self.world.changes_members(PEER, group, "add", [THIRD])
        await self.world.leaves_group(THIRD, group)
        await self.told("group.leave")

    async def sends_in_bulk(self) -> None:
        message = {"chatId": PEER_CHAT, "type": "text", "content": {"text": "Hello, all of you!"}}
        await self.client.data(
            "POST", f"/sessions/{self.session}/messages/send-bulk", {"messages": [message]}
        )
        await self.told("batch.completed")

    async def loses_a_webhook(self) -> None:
        async def gone(_request: Received) -> web.StreamResponse:
            return web.Response(status=410)

        self.receiver.answer = gone
        await self.client.data(
            "POST", f"/sessions/{self.session}/webhooks", {"url": self.receiver.url("/gone")}
        )
        await self.world.sends(PEER, ME, "Anybody?")
        await self.told("webhook.disabled")

    async def stops(self) -> None:
        await self.client.data("POST", f"/sessions/{self.session}/stop")
        await self.told("session.disconnected")

    async def told(self, kind: str) -> None:
        """Wait until the log has an event of this kind."""

        async def there() -> bool:
            log = await self.client.data("GET", f"/sessions/{self.session}/events?limit=1000")
            self.log = log["events"]
            return any(event["event"] == kind for event in self.log)

        await until(there)


@asynccontextmanager
async def a_life(engine: str, directory: Path) -> AsyncIterator[Life]:
    """A gateway and a simulated network; there is no session yet."""
    async with a_receiver() as receiver, serve_simulator("127.0.0.1:0") as simulator:
        options = {"url": simulator.url}
        if engine == "playwright":
            options = {"url": f"{simulator.url}/", "profiles_dir": str(directory / "profiles")}
        config = {
            "engines": [{"use": engine, "config": options}],
            "outgoing": {"allow": ["127.0.0.0/8"]},
        }
        async with (
            running_gateway(config, directory=directory) as gateway,
            callers(gateway.url, simulator.url) as (client, _),
        ):
            yield Life(client=client, world=SimulatorWorld(simulator.url), receiver=receiver, engine=engine)
