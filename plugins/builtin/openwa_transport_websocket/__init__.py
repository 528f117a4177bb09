"""The WebSocket transport: `websocket` in the YAML's `transports:`."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.provider import Provider
from openwa_transport_websocket.config import WebsocketConfig
from openwa_transport_websocket.transport import WebsocketTransport

__all__ = ["OPENWA_API_VERSION", "register_transport"]

OPENWA_API_VERSION: Final = 1


@hookimpl
def register_transport() -> Provider[WebsocketConfig, GatewayContext, WebsocketTransport]:
    """Offer `/ws`."""
    return Provider(name="websocket", config=WebsocketConfig, create=WebsocketTransport)
