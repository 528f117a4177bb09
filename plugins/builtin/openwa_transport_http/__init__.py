"""The HTTP transport: `rest` in the YAML's `transports:`."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.provider import Provider
from openwa_transport_http.config import RestConfig
from openwa_transport_http.transport import RestTransport

__all__ = ["OPENWA_API_VERSION", "register_transport"]

OPENWA_API_VERSION: Final = 1


@hookimpl
def register_transport() -> Provider[RestConfig, GatewayContext, RestTransport]:
    """Offer the REST API."""
    return Provider(name="rest", config=RestConfig, create=RestTransport)
