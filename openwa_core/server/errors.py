"""Why the server cannot start; each message says what to do about it."""

from __future__ import annotations

from typing import ClassVar

__all__ = ["AddressInUseError", "CannotListenError", "ServerNotInstalledError"]

_EX_UNAVAILABLE = 69
_EX_CONFIG = 78


class CannotListenError(Exception):
    """The address of `server.bind` cannot be listened on."""

    exit_code: ClassVar[int] = _EX_UNAVAILABLE

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"Cannot listen on {address}: {reason}")
        self.address = address
        self.reason = reason


class AddressInUseError(CannotListenError):
    """Something listens there already."""

    def __init__(self, address: str) -> None:
        super().__init__(
            address,
            "the address is in use. Stop the program that uses it (`ss -ltnp` names it), "
            "or give server.bind another port (port 0 takes a free one).",
        )


class ServerNotInstalledError(Exception):
    """`server.use` names a server whose packages are not installed."""

    exit_code: ClassVar[int] = _EX_CONFIG

    def __init__(self, server: str, missing: str) -> None:
        super().__init__(
            f"server.use: {server} needs a package that is not installed ({missing}). "
            f"Install it with: pip install 'openwa-gateway[{server}]'"
        )
        self.server = server
