"""The HTTP transport: `rest` in the YAML's `transports:`."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.startup import CommandLine
from openwa_transport_http.commands import print_openapi
from openwa_transport_http.config import RestConfig
from openwa_transport_http.transport import RestTransport

__all__ = ["OPENWA_API_VERSION", "register_commands", "register_transport"]

OPENWA_API_VERSION: Final = 1


@hookimpl
def register_transport() -> Provider[RestConfig, GatewayContext, RestTransport]:
    """Offer the REST API."""
    return Provider(name="rest", config=RestConfig, create=RestTransport)


@hookimpl
def register_commands(cli: CommandLine) -> None:
    """Offer `openwa openapi`."""
    cli.add("openapi", print_openapi)
