"""The WebSocket API on fakes."""

from collections.abc import AsyncIterator, Callable

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_transport_websocket.config import WebsocketConfig
from openwa_transport_websocket.door import Door
from tests.unit.openwa_transport_websocket.client import Client, Happenings


@pytest.fixture
async def context() -> AsyncIterator[FakeGatewayContext]:
    context = FakeGatewayContext(name="websocket", version="0.1.0")
    context.gateway.sessions.add("one")
    context.gateway.sessions.add("two")
    yield context
    await context.tasks.cancel()


@pytest.fixture
def config() -> WebsocketConfig:
    return WebsocketConfig()


@pytest.fixture
def door(config: WebsocketConfig, context: FakeGatewayContext) -> Door:
    return Door(config, context)


@pytest.fixture
async def make(door: Door, context: FakeGatewayContext) -> AsyncIterator[Callable[..., Client]]:
    made: list[Client] = []

    def make(**options: object) -> Client:
        made.append(Client(door=door, context=context, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for client in made:
        if client.is_open:
            await client.leave()


@pytest.fixture
async def client(make: Callable[..., Client]) -> Client:
    return await make().open()


@pytest.fixture
def world(context: FakeGatewayContext) -> Happenings:
    return Happenings(context)
