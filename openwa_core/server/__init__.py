"""The HTTP server that carries all transports, with limits that a hostile peer meets first."""

from __future__ import annotations

from openwa_core.server.errors import AddressInUseError, CannotListenError, ServerNotInstalledError
from openwa_core.server.serving import serve
from openwa_core.server.settings import ServerSettings

__all__ = ["AddressInUseError", "CannotListenError", "ServerNotInstalledError", "ServerSettings", "serve"]
