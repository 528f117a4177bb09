"""The transport service: binds the registry to the app that core owns."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.service import Health
from openwa_transport_http.config import RestConfig
from openwa_transport_http.documentation import documentation_endpoints
from openwa_transport_http.hot_routes import AsgiApp, HotRoutes
from openwa_transport_http.pipeline import Pipeline
from openwa_transport_http.quart_errors import add_error_handlers
from openwa_transport_http.quart_routes import quart_blueprint
from openwa_transport_http.registry import ENDPOINTS

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
        endpoints = (*ENDPOINTS, *documentation_endpoints(ENDPOINTS, version=self._version))
        blueprint = quart_blueprint(self._name, endpoints, self._pipeline)
        add_error_handlers(blueprint, self._pipeline)
        app.register_blueprint(blueprint)
        hot = [endpoint for endpoint in ENDPOINTS if endpoint.hot]
        wrapped = HotRoutes(cast("AsgiApp", app.asgi_app), hot, self._pipeline)
        app.asgi_app = wrapped  # type: ignore[assignment, method-assign]

    async def start(self) -> None:
        """Nothing to do: core listens."""

    async def stop(self) -> None:
        """Nothing to do: core drains the requests."""

    async def health(self) -> Health:
        """Ok whenever it is asked."""
        return Health()
