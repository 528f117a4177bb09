"""The transport service: takes the WebSockets at `/ws` from the app that core owns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.service import Health
from openwa_transport_websocket.config import WebsocketConfig

if TYPE_CHECKING:
    from quart import Quart

    from openwa_transport_websocket.asgi import AsgiApp, Receive, Scope, Send
    from openwa_transport_websocket.door import Door

__all__ = ["PATH", "WebsocketTransport"]

PATH: Final = "/ws"


class WebsocketTransport:
    """The WebSocket API."""

    def __init__(self, config: WebsocketConfig, context: GatewayContext) -> None:
        self._config = config
        self._context = context
        self._door: Door | None = None

    def mount(self, app: Quart) -> None:
        """Wrap the app. Quart's own WebSockets read ahead without a bound, and what a client sends them waits
        in memory."""
        inner: AsgiApp = app.asgi_app  # type: ignore[assignment]  # the same, in other words

        async def outer(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "websocket" and _path(scope) == PATH:
                await self._opened_door().enter(scope, receive, send)
            else:
                await inner(scope, receive, send)

        app.asgi_app = outer  # type: ignore[assignment, method-assign]

    async def start(self) -> None:
        """Nothing to do: core listens, and the first socket brings the rest."""

    async def stop(self) -> None:
        """Nothing to do: core has closed the sockets, and ends the tasks."""

    async def health(self) -> Health:
        """Ok whenever it is asked; `details.sockets` are open."""
        return Health(details={"sockets": 0 if self._door is None else len(self._door)})

    def _opened_door(self) -> Door:
        if self._door is None:
            from openwa_transport_websocket.door import Door  # noqa: PLC0415 - a start has no socket yet

            self._door = Door(self._config, self._context)
        return self._door


def _path(scope: Any) -> str:  # noqa: ANN401 - a scope
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
