"""One house for each database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack

import pytest
import pytest_asyncio
from aiohttp import web

from tests.support.databases import own_postgres_database
from tests.support.rest_house.gateways import GATEWAYS, wayward_plugins
from tests.support.rest_house.house import House, open_house

_HUGE = 1_000_000_000


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, str]]:
    """A database for each gateway."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("databases")
        yield {name: f"sqlite://{folder}/{name}.db" for name in GATEWAYS}
        return
    server = request.getfixturevalue("postgres_url")
    with ExitStack() as stack:
        yield {name: stack.enter_context(own_postgres_database(server)) for name in GATEWAYS}


@pytest.fixture(scope="module")
def wayward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with wayward_plugins(tmp_path_factory.mktemp("plugins")):
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web_server() -> AsyncIterator[str]:
    """Has one file, of which it says that it is larger than any may be."""

    async def huge(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": str(_HUGE)})
        await answer.prepare(request)
        return answer

    app = web.Application()
    app.router.add_get("/huge", huge)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await runner.cleanup()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    databases: Mapping[str, str],
    wayward: None,
    web_server: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[House]:
    async with open_house(tmp_path_factory.mktemp("house"), databases, web_server) as opened:
        yield opened
