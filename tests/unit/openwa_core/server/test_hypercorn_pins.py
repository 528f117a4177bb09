"""What the server leans on inside Hypercorn. When this fails, read its changes before moving the pin."""

import inspect
from importlib.metadata import version

import pytest
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.asyncio.worker_context import WorkerContext
from hypercorn.config import Config
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.protocol.ws_stream import WebsocketBuffer, WSStream


def test_version_is_the_one_that_was_read() -> None:
    assert version("hypercorn").split(".")[:2] == ["0", "18"]


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (TCPServer.__init__, ["self", "app", "loop", "config", "context", "state", "reader", "writer"]),
        (TCPServer.run, ["self"]),
        (TCPServer.protocol_send, ["self", "event"]),
        (TCPServer._read_data, ["self"]),
        (TCPServer._close, ["self"]),
        (WorkerContext.__init__, ["self", "max_requests"]),
        (WorkerContext.sleep, ["wait"]),
        (
            H11Protocol.__init__,
            [
                "self",
                "app",
                "config",
                "context",
                "task_group",
                "connection_state",
                "ssl",
                "client",
                "server",
                "send",
            ],
        ),
        (H11Protocol.handle, ["self", "event"]),
        (H11Protocol.stream_send, ["self", "event"]),
        (H11Protocol._check_protocol, ["self", "event"]),
        (H11Protocol._create_stream, ["self", "request"]),
        (H11Protocol._send_error_response, ["self", "status_code"]),
        (H11Protocol._send_h11_event, ["self", "event"]),
        (WebsocketBuffer.extend, ["self", "event"]),
    ],
    ids=lambda value: getattr(value, "__qualname__", ""),
)
def test_what_is_overridden_or_called_is_as_it_was(function: object, parameters: list[str]) -> None:
    assert callable(function)
    assert list(inspect.signature(function).parameters) == parameters


def test_connection_reads_its_state_where_it_is_put() -> None:
    sources = {owner: inspect.getsource(owner) for owner in (TCPServer, H11Protocol, WSStream)}
    assert "self.idle_task.stop()" in sources[TCPServer]
    assert "self._task_group" in sources[TCPServer]
    assert "self.context.terminated.is_set()" in sources[H11Protocol]
    assert "self.buffer.extend(event)" in sources[WSStream]
    assert "self.context.sleep(" in sources[WSStream]


def test_settings_that_are_set_exist() -> None:
    for name in (
        "accesslog",
        "errorlog",
        "h11_max_incomplete_size",
        "include_server_header",
        "keep_alive_timeout",
        "websocket_max_message_size",
        "websocket_ping_interval",
    ):
        assert hasattr(Config, name), name
    assert Config.read_timeout is None
