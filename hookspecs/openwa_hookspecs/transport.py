"""The transport role: how callers reach the gateway. Core owns the app and the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from openwa_hookspecs.service import Service

if TYPE_CHECKING:
    from quart import Quart

__all__ = ["Transport"]


@runtime_checkable
class Transport(Service, Protocol):
    """Offers the gateway's services on the app's routes."""

    def mount(self, app: Quart) -> None:
        """Add blueprints, error handlers and, for hot paths, a wrapper of `app.asgi_app`. Called once, before
        start."""
        ...
