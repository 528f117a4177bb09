"""The REST API on fakes, behind the real servers."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from openwa_core.app import create_app
from openwa_core.config.models import ServerConfig
from openwa_core.server import serve
from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.config import RestConfig
from openwa_transport_http.transport import RestTransport
from tests.integration.openwa_transport_http.peer import Peer


@pytest.fixture
def context() -> FakeGatewayContext:
    return FakeGatewayContext(name="rest")


@pytest.fixture
def session(context: FakeGatewayContext) -> SessionRecord:
    return context.gateway.sessions.add("my-bot")


@pytest.fixture(params=["hypercorn", "uvicorn"])
async def peer(request: pytest.FixtureRequest, context: FakeGatewayContext) -> AsyncIterator[Peer]:
    """A client of each server."""
    settings = ServerConfig(bind="127.0.0.1:0", use=request.param, graceful_timeout_s=1.0)
    app = create_app(settings)
    RestTransport(RestConfig(max_body_bytes=4096, body_timeout_s=0.3), context).mount(app)
    shutdown = asyncio.Event()
    url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(serve(app, settings, shutdown, url.set_result))
    try:
        peer = Peer(urlsplit(await asyncio.wait_for(url, 10)).port or 0)
        yield peer
        await peer.leave()
    finally:
        shutdown.set()
        await asyncio.wait_for(server, 10)
        await context.tasks.cancel()
