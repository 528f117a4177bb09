"""Single ASGI exchanges: bodies in pieces, slow ones, clients that hang up."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import orjson
import pytest
from quart import Quart

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_core.testing.fakes.messages import FakeMessages
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.messages import OutboundMessage, SentMessage
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.config import RestConfig

BODY = b'{"chatId":"628123456789@c.us","text":"hello"}'


class Exchange:
    """One request to an ASGI app, piece by piece."""

    def __init__(self, app: Quart, path: str) -> None:
        self._incoming: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self.outgoing: list[MutableMapping[str, Any]] = []
        scope = {
            "type": "http",
            "asgi": {"spec_version": "2.3", "version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"x-api-key", b"operator"), (b"content-type", b"application/json")],
            "client": ("192.0.2.1", 4000),
            "server": ("127.0.0.1", 2785),
            "extensions": {},
        }
        self.task = asyncio.ensure_future(app(scope, self._incoming.get, self._send))  # type: ignore[arg-type]

    def piece(self, data: bytes, *, more: bool) -> None:
        self._incoming.put_nowait({"type": "http.request", "body": data, "more_body": more})

    def hang_up(self) -> None:
        self._incoming.put_nowait({"type": "http.disconnect"})

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        self.outgoing.append(message)

    @property
    def status(self) -> int:
        status: int = self.outgoing[0]["status"]
        return status

    @property
    def code(self) -> str:
        body = b"".join(message["body"] for message in self.outgoing[1:])
        code: str = orjson.loads(body)["error"]["code"]
        return code


class GatedMessages(FakeMessages):
    """A send that waits for the test."""

    entered: asyncio.Event
    gate: asyncio.Event
    left: asyncio.Event

    async def send(
        self, principal: Principal, session_id: SessionId, message: OutboundMessage
    ) -> SentMessage:
        self.entered.set()
        await self.gate.wait()
        sent = await super().send(principal, session_id, message)
        self.left.set()
        return sent


@pytest.fixture(params=["quart_app", "asgi_app"])
def app(request: pytest.FixtureRequest) -> Quart:
    app: Quart = request.getfixturevalue(request.param)
    return app


@pytest.fixture
async def exchange(app: Quart, session: SessionRecord) -> AsyncIterator[Exchange]:
    exchange = Exchange(app, f"/api/sessions/{session.id}/messages/send-text")
    yield exchange
    exchange.task.cancel()


@pytest.fixture
def config() -> RestConfig:
    return RestConfig(max_body_bytes=1024, body_timeout_s=0.2)


async def test_a_body_may_come_in_pieces(exchange: Exchange, context: FakeGatewayContext) -> None:
    for byte in BODY:
        exchange.piece(bytes([byte]), more=True)
    exchange.piece(b"", more=False)
    await exchange.task
    assert exchange.status == 200
    assert len(context.gateway.messages.sent) == 1


async def test_an_endless_body_is_refused_while_it_is_read(exchange: Exchange) -> None:
    for _ in range(20):
        exchange.piece(b"a" * 100, more=True)
    await exchange.task
    assert (exchange.status, exchange.code) == (413, "PAYLOAD_TOO_LARGE")


async def test_a_body_that_does_not_come_times_out(exchange: Exchange) -> None:
    exchange.piece(BODY[:10], more=True)
    await exchange.task
    assert (exchange.status, exchange.code) == (408, "REQUEST_TIMEOUT")


async def test_a_client_that_leaves_during_the_body_sends_nothing(
    exchange: Exchange, context: FakeGatewayContext
) -> None:
    exchange.piece(BODY[:10], more=True)
    exchange.hang_up()
    await asyncio.wait([exchange.task])
    assert context.gateway.messages.sent == []
    assert len(context.tasks) == 0
    assert context.log.lines == []


async def test_a_client_that_hangs_up_does_not_stop_its_send(
    exchange: Exchange, context: FakeGatewayContext
) -> None:
    messages = GatedMessages(sessions=context.gateway.sessions)
    messages.entered, messages.gate, messages.left = asyncio.Event(), asyncio.Event(), asyncio.Event()
    context.gateway.messages = messages
    exchange.piece(BODY, more=False)
    await messages.entered.wait()
    exchange.hang_up()
    await asyncio.wait([exchange.task], timeout=0.05)
    assert messages.sent == []
    messages.gate.set()
    await asyncio.wait_for(messages.left.wait(), 10)
    assert len(messages.sent) == 1
    assert context.log.lines == []
