"""The transport service: binds the registry to the app that core owns."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.service import Health
from openwa_transport_http.config import RestConfig
from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.health_endpoints import HEALTH
from openwa_transport_http.hot_routes import AsgiApp, HotRoutes
from openwa_transport_http.pipeline import Pipeline
from openwa_transport_http.quart_errors import add_error_handlers
from openwa_transport_http.quart_routes import add_routes
from openwa_transport_http.route_table import API, RouteTable

if TYPE_CHECKING:
    from quart import Quart

__all__ = ["RestTransport"]


class RestTransport:
    """The REST API."""

    def __init__(self, config: RestConfig, context: GatewayContext) -> None:
        self._name = context.name
        self._version = context.version
        self._pipeline = Pipeline(config, context)

    def mount(self, app: Quart) -> None:
        """Add the routes, the app's error handlers and the wrapper for hot routes."""
        # Quart would answer a doubled slash with a redirect in HTML.
        app.url_map.merge_slashes = False
        at_root = [endpoint for endpoint in HEALTH if not endpoint.path.text.startswith(API)]
        add_routes(app, self._name, RouteTable(at_root, self._below_api), self._pipeline)
        add_error_handlers(app, self._pipeline)
        wrapped = HotRoutes(cast("AsgiApp", app.asgi_app), self._hot, self._pipeline)
        app.asgi_app = wrapped  # type: ignore[assignment, method-assign]

    def _below_api(self) -> tuple[Endpoint, ...]:
        from openwa_transport_http.documentation import documentation_endpoints  # noqa: PLC0415 - see RouteTable
        from openwa_transport_http.registry import ENDPOINTS  # noqa: PLC0415 - see RouteTable

        return (*ENDPOINTS, *documentation_endpoints(ENDPOINTS, version=self._version))

    def _hot(self) -> tuple[Endpoint, ...]:
        from openwa_transport_http.registry import ENDPOINTS  # noqa: PLC0415 - see RouteTable

        return tuple(endpoint for endpoint in ENDPOINTS if endpoint.hot)

    async def start(self) -> None:
        """Nothing to do: core listens."""

    async def stop(self) -> None:
        """Nothing to do: core drains the requests."""

    async def health(self) -> Health:
        """Ok whenever it is asked."""
        return Health()
