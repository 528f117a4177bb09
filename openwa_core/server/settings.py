"""What the server wants to know; the YAML's `server:` section has it all."""

from __future__ import annotations

from typing import Final, Protocol

__all__ = ["MAX_HEAD_BYTES", "MAX_SOCKET_MESSAGE_BYTES", "PING_INTERVAL_S", "ServerSettings"]

MAX_HEAD_BYTES: Final = 16 * 1024
"""The request line and all headers together."""

MAX_SOCKET_MESSAGE_BYTES: Final = 64 * 1024
PING_INTERVAL_S: Final = 20.0


class ServerSettings(Protocol):
    """Limits of connections, in seconds and counts. Port 0 takes a free one."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def use(self) -> str: ...
    @property
    def max_connections(self) -> int: ...
    @property
    def max_connections_per_address(self) -> int: ...
    @property
    def write_timeout_s(self) -> float: ...
    @property
    def header_timeout_s(self) -> float: ...
    @property
    def keep_alive_s(self) -> float: ...
    @property
    def graceful_timeout_s(self) -> float: ...
