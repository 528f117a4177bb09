"""A gateway on each database with a session of the simulator, linked, and the phones around it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from openwa_core.testing.running import RunningGateway, running_gateway
from openwa_engine_simulator.server import serve_simulator
from tests.support.rest_client import KEY, Phones, RestClient, callers

ME, PEER = "628111111111", "628222222222"


@dataclass(frozen=True, kw_only=True)
class House:
    """What is there once the session is connected."""

    gateway: RunningGateway
    client: RestClient
    phones: Phones
    session: str

    @property
    def url(self) -> str:
        return self.gateway.url

    async def write(self, text: str) -> None:
        """The other phone writes to the account."""
        await self.phones.send(PEER, ME, text)

    async def key(self, **more: Any) -> tuple[str, str]:  # noqa: ANN401 - as the API takes it
        """A new key: its id, and itself."""
        made = await self.client.data("POST", "/keys", {"name": "test", "role": "viewer", **more})
        return made["id"], made["key"]


async def linked(client: RestClient, phones: Phones, *, name: str = "my-bot", number: str = ME) -> str:
    """A session that is connected."""
    session = await client.create(name, "simulator")
    await client.until_status(session, "SCAN_QR")
    await phones.call("POST", "/phones", {"number": PEER, "pushName": "Peer", "platform": "iphone"})
    await phones.scan(number, (await client.data("GET", f"/sessions/{session}/qr"))["code"])
    await client.until_status(session, "CONNECTED")
    return session


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/openwa.db"
    url: str = request.getfixturevalue("fresh_postgres_url")
    return url


@pytest.fixture
def settings() -> dict[str, Any]:
    """More of the configuration."""
    return {}


@pytest.fixture
async def house(
    database: str, settings: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setenv("OPENWA_API_KEY", KEY)
    async with serve_simulator("127.0.0.1:0") as simulator:
        config = {
            "engines": [{"use": "simulator", "config": {"url": simulator.url}}],
            "storage": {"use": "tortoise", "config": {"url": database}},
            "transports": [{"use": "rest"}, {"use": "websocket"}],
            **settings,
        }
        async with (
            running_gateway(config, directory=tmp_path) as gateway,
            callers(gateway.url, simulator.url) as (client, phones),
        ):
            session = await linked(client, phones)
            yield House(gateway=gateway, client=client, phones=phones, session=session)
