"""`/api/docs` and `/api/docs-json`, without a key."""

from typing import cast

import orjson
import pytest
from quart import Quart

from openwa_core.app import create_app
from openwa_core.config.models import ServerConfig
from openwa_core.testing.fakes.context import FakeContext, FakeGatewayContext
from openwa_hookspecs.startup import CommandLine
from openwa_transport_http import register_commands
from openwa_transport_http.commands import print_openapi
from openwa_transport_http.config import RestConfig
from openwa_transport_http.openapi import openapi_document
from openwa_transport_http.registry import ENDPOINTS
from openwa_transport_http.transport import RestTransport
from tests.unit.openwa_transport_http.rest_client import RestClient


@pytest.fixture
def client(context: FakeGatewayContext) -> RestClient:
    app: Quart = create_app(ServerConfig())
    RestTransport(RestConfig(), context).mount(app)
    return RestClient(app)


async def test_the_document_is_served_as_it_is_made(client: RestClient) -> None:
    first = await client.get("/api/docs-json", key=None)
    second = await client.get("/api/docs-json", key=None)
    assert (first.status, first.headers["Content-Type"]) == (200, "application/json")
    assert first.json == orjson.loads(orjson.dumps(openapi_document(ENDPOINTS, version="0.1.0")))
    assert first.body == second.body


async def test_the_page_has_no_script_and_no_style_in_it(client: RestClient) -> None:
    page = await client.get("/api/docs", key=None)
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert b"<style" not in page.body
    assert b"http://" not in page.body
    assert b"https://" not in page.body


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("swagger-ui.css", "text/css; charset=utf-8"),
        ("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ("initializer.js", "text/javascript; charset=utf-8"),
        ("favicon-32x32.png", "image/png"),
    ],
)
async def test_each_file_of_the_page_is_there(client: RestClient, name: str, media_type: str) -> None:
    page = await client.get("/api/docs", key=None)
    asset = await client.get(f"/api/docs/{name}", key=None)
    assert f'"docs/{name}"'.encode() in page.body
    assert (asset.status, asset.headers["Content-Type"]) == (200, media_type)
    assert len(asset.body) > 100


@pytest.mark.parametrize(
    "name", ["index.html", "swagger-ui.js", "..%2Fpages.py", "%2e%2e", "oauth2-redirect.js"]
)
async def test_no_other_file_can_be_had(client: RestClient, name: str) -> None:
    answer = await client.get(f"/api/docs/{name}", key=None)
    assert (answer.status, answer.error["code"]) == (404, "NOT_FOUND")


async def test_the_command_prints_the_same_document() -> None:
    printed = await print_openapi(RestConfig(), FakeContext(version="0.1.0"))
    assert orjson.loads(printed) == orjson.loads(orjson.dumps(openapi_document(ENDPOINTS, version="0.1.0")))


def test_the_command_is_offered_by_the_plugin() -> None:
    offered: dict[str, object] = {}

    class Line:
        def add(self, path: str, run: object, *, storage: bool = False) -> None:
            offered[path] = run

    register_commands(cast("CommandLine", Line()))
    assert offered == {"openapi": print_openapi}
