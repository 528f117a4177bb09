"""The registry itself, and how it is bound."""

import inspect
from typing import cast

import pytest
from pydantic import TypeAdapter
from quart import Quart

from openwa_core.app import create_app
from openwa_core.config.models import ServerConfig
from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Role
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http import register_transport
from openwa_transport_http.call import Call
from openwa_transport_http.config import RestConfig
from openwa_transport_http.endpoint import Endpoint, define
from openwa_transport_http.health_endpoints import HEALTH
from openwa_transport_http.hot_routes import HotRoutes
from openwa_transport_http.quart_routes import RULES
from openwa_transport_http.registry import ENDPOINTS
from openwa_transport_http.route_table import RouteTable
from openwa_transport_http.transport import RestTransport
from tests.unit.openwa_transport_http.rest_client import RestClient
from tests.unit.openwa_transport_http.samples import sample_path


@pytest.fixture
def transport(context: FakeGatewayContext) -> RestTransport:
    return register_transport().create(RestConfig(), context)


@pytest.fixture
def mounted(transport: RestTransport) -> Quart:
    app = create_app(ServerConfig())
    transport.mount(app)
    return app


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_endpoint_is_a_documented_async_function(endpoint: Endpoint) -> None:
    assert inspect.iscoroutinefunction(endpoint.run)
    assert endpoint.summary.endswith(".")
    assert endpoint.role is not None or endpoint.path.text.removeprefix("/api").startswith("/health")
    assert endpoint.rate is not None or "/health" in endpoint.path.text


def test_no_path_is_taken_twice() -> None:
    names = [endpoint.name for endpoint in ENDPOINTS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_body_query_and_answer_has_a_schema(endpoint: Endpoint) -> None:
    for model in (endpoint.body, endpoint.query):
        if model is not None:
            assert model.model_config.get("extra") == "forbid"
            assert model.model_config.get("frozen") is True
            assert model.model_json_schema()["additionalProperties"] is False
    assert TypeAdapter(cast("type[object]", endpoint.answer)).json_schema()


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_each_endpoint_is_found_under_its_path(endpoint: Endpoint) -> None:
    route = RouteTable(HEALTH, lambda: ENDPOINTS).find(sample_path(endpoint))
    assert route is not None
    assert route.by_method[endpoint.method] is endpoint
    assert route.params == {place.name: place.type.example for place in endpoint.places}


@pytest.mark.parametrize(
    "path",
    ["/", "/api", "/api/", "/api/sessions/", "/api//sessions", "/api/sessions//qr", "/health/", "/healthy"],
)
def test_other_paths_lead_nowhere(path: str) -> None:
    assert RouteTable(HEALTH, lambda: ENDPOINTS).find(path) is None


def test_what_is_below_api_is_loaded_when_it_is_asked_for() -> None:
    loaded = []

    def load() -> tuple[Endpoint, ...]:
        loaded.append(True)
        return ENDPOINTS

    table = RouteTable(HEALTH, load)
    assert table.find("/health/ready") is not None
    assert loaded == []
    assert table.find("/api/sessions") is not None
    assert table.find("/api/keys") is not None
    assert loaded == [True]


def test_quart_has_no_more_rules_than_these(mounted: Quart) -> None:
    assert {rule.rule for rule in mounted.url_map.iter_rules()} == {*RULES}


async def test_a_mounted_transport_serves_hot_and_other_routes(
    mounted: Quart, session: SessionRecord, transport: RestTransport
) -> None:
    assert isinstance(mounted.asgi_app, HotRoutes)
    client = RestClient(mounted)
    body = {"chatId": "628123456789@c.us", "text": "hello"}
    assert (await client.post(f"/api/sessions/{session.id}/messages/send-text", body)).status == 200
    assert (await client.get("/api/sessions")).status == 200
    await transport.start()
    assert (await transport.health()).status == "ok"
    await transport.stop()


async def test_a_hot_route_below_a_root_path_is_left_to_quart(mounted: Quart, session: SessionRecord) -> None:
    client = mounted.test_client()
    path = f"/api/sessions/{session.id}/messages/send-text"
    response = await client.post(path, json={}, scope_base={"root_path": "/wa"})
    assert response.status_code == 404


async def strange(call: Call, session_id: SessionId, chat: str) -> str:
    """Takes what no path gives."""
    return chat


async def untyped(call: Call, session_id: str) -> str:
    """Takes a place of the path as any text."""
    return session_id


def test_a_function_that_does_not_fit_its_path_is_refused() -> None:
    with pytest.raises(TypeError, match="asks for chat"):
        define("GET", "/api/{sessionId}", strange, role=Role.VIEWER)
    with pytest.raises(TypeError, match="needs a parameter session_id"):
        define("GET", "/api/{sessionId}", untyped, role=Role.VIEWER)
