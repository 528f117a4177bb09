"""The REST API on fakes, bound both ways: through Quart's routes, and straight from ASGI."""

import pytest
from quart import Quart

from openwa_core.app import create_app
from openwa_core.config.models import ServerConfig
from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus
from openwa_transport_http.config import RestConfig
from openwa_transport_http.hot_routes import HotRoutes
from openwa_transport_http.pipeline import Pipeline
from openwa_transport_http.quart_errors import add_error_handlers
from openwa_transport_http.quart_routes import add_routes
from openwa_transport_http.registry import ENDPOINTS
from openwa_transport_http.route_table import RouteTable
from tests.unit.openwa_transport_http.rest_client import RestClient


@pytest.fixture
def context() -> FakeGatewayContext:
    return FakeGatewayContext(name="rest", version="0.1.0")


@pytest.fixture
def config() -> RestConfig:
    return RestConfig()


@pytest.fixture
def pipeline(config: RestConfig, context: FakeGatewayContext) -> Pipeline:
    return Pipeline(config, context)


@pytest.fixture
def quart_app(pipeline: Pipeline) -> Quart:
    """Every endpoint through Quart."""
    app = create_app(ServerConfig())
    app.url_map.merge_slashes = False
    add_routes(app, "rest", RouteTable(ENDPOINTS, lambda: ENDPOINTS), pipeline)
    add_error_handlers(app, pipeline)
    return app


@pytest.fixture
def asgi_app(quart_app: Quart, pipeline: Pipeline) -> Quart:
    """Every endpoint as if it were hot; the rest through Quart."""
    quart_app.asgi_app = HotRoutes(quart_app.asgi_app, lambda: ENDPOINTS, pipeline)  # type: ignore[assignment, arg-type, method-assign]
    return quart_app


@pytest.fixture(params=["quart_app", "asgi_app"])
def client(request: pytest.FixtureRequest) -> RestClient:
    """One caller for each way in."""
    return RestClient(request.getfixturevalue(request.param))


@pytest.fixture
def session(context: FakeGatewayContext) -> SessionRecord:
    """A session that is connected."""
    return context.gateway.sessions.add("my-bot", SessionStatus.READY)
