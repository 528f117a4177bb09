"""Clients that hang up, stall and send too much, over real sockets on both servers."""

import asyncio
from dataclasses import dataclass, field

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_core.testing.fakes.messages import FakeMessages
from openwa_core.testing.fakes.sessions import FakeSessions
from openwa_hookspecs.gateway import NewSession
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.messages import OutboundMessage, SentMessage
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.quart_errors import SERVER_METHODS
from openwa_transport_http.registry import ENDPOINTS
from tests.integration.openwa_transport_http.peer import Peer

SEND = b'{"chatId":"628123456789@c.us","text":"hello"}'
WAIT_S = 10


@dataclass
class Gate:
    """Where a call waits until the test lets it on."""

    entered: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        self.entered.set()
        await self.opened.wait()


@dataclass
class GatedMessages(FakeMessages):
    gate: Gate = field(default_factory=Gate)

    async def send(
        self, principal: Principal, session_id: SessionId, message: OutboundMessage
    ) -> SentMessage:
        await self.gate.wait()
        sent = await super().send(principal, session_id, message)
        self.gate.left.set()
        return sent


@dataclass
class GatedSessions(FakeSessions):
    gate: Gate = field(default_factory=Gate)

    async def create(self, principal: Principal, new: NewSession) -> SessionRecord:
        await self.gate.wait()
        record = await super().create(principal, new)
        self.gate.left.set()
        return record


@pytest.fixture
def messages(context: FakeGatewayContext) -> GatedMessages:
    messages = GatedMessages(sessions=context.gateway.sessions)
    context.gateway.messages = messages
    return messages


@pytest.fixture
def sessions(context: FakeGatewayContext) -> GatedSessions:
    sessions = GatedSessions()
    context.gateway.sessions = sessions
    return sessions


async def hang_up_inside(peer: Peer, gate: Gate, path: str, body: bytes) -> None:
    """Leave while the call waits, make sure that the server has seen it, and let the call on."""
    connection = await peer.connect()
    await connection.send("POST", path, body)
    await asyncio.wait_for(gate.entered.wait(), WAIT_S)
    connection.hang_up()
    other = await peer.connect()
    await other.send("GET", "/health")
    assert (await other.reply()).status == 200
    gate.opened.set()
    await asyncio.wait_for(gate.left.wait(), WAIT_S)


async def test_a_send_is_finished_after_its_caller_hung_up(
    peer: Peer, session: SessionRecord, messages: GatedMessages, context: FakeGatewayContext
) -> None:
    await hang_up_inside(peer, messages.gate, f"/api/sessions/{session.id}/messages/send-text", SEND)
    assert len(messages.sent) == 1
    assert context.log.lines == []


async def test_a_session_is_created_after_its_caller_hung_up(
    peer: Peer, sessions: GatedSessions, context: FakeGatewayContext
) -> None:
    await hang_up_inside(peer, sessions.gate, "/api/sessions", b'{"name":"my-bot"}')
    assert [record.name for record in sessions.records.values()] == ["my-bot"]
    assert context.log.lines == []


@pytest.mark.parametrize("path", ["/api/sessions", "/api/sessions/sess_1/messages/send-text"])
async def test_an_endless_body_is_refused(peer: Peer, session: SessionRecord, path: str) -> None:
    connection = await peer.connect()
    await connection.send("POST", path, headers="Transfer-Encoding: chunked\r\n")
    for _ in range(10):
        await connection.write(b"400\r\n" + b"a" * 1024 + b"\r\n")
    reply = await connection.reply()
    assert (reply.status, reply.code) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("path", ["/api/sessions", "/api/sessions/sess_1/messages/send-text"])
async def test_a_body_that_stalls_times_out(peer: Peer, session: SessionRecord, path: str) -> None:
    connection = await peer.connect()
    await connection.send("POST", path, headers="Content-Length: 100\r\n")
    await connection.write(b'{"name":')
    reply = await connection.reply()
    assert (reply.status, reply.code) == (408, "REQUEST_TIMEOUT")


async def test_a_client_that_leaves_inside_its_body_leaves_nothing(
    peer: Peer, session: SessionRecord, context: FakeGatewayContext
) -> None:
    for path in ("/api/sessions", f"/api/sessions/{session.id}/messages/send-text"):
        connection = await peer.connect()
        await connection.send("POST", path, headers="Content-Length: 100\r\n")
        await connection.write(b'{"name":')
        connection.hang_up()
    other = await peer.connect()
    await other.send("GET", "/health")
    assert (await other.reply()).status == 200
    assert context.log.lines == []


async def test_one_connection_carries_answers_of_all_kinds(peer: Peer, session: SessionRecord) -> None:
    connection = await peer.connect()
    send = f"/api/sessions/{session.id}/messages/send-text"
    for method, path, body, status in (
        ("POST", send, SEND, 200),
        ("POST", send, b"{", 400),
        ("POST", "/api/sessions", b"[]", 400),
        ("GET", "/nothing", b"", 404),
        ("PUT", send, SEND, 405),
        ("GET", "/api/sessions", b"", 200),
        ("POST", send, SEND, 200),
    ):
        await connection.send(method, path, body)
        reply = await connection.reply()
        assert (reply.status, reply.headers["content-type"]) == (status, "application/json")


async def test_head_sends_the_length_and_nothing_else(peer: Peer) -> None:
    connection = await peer.connect()
    await connection.send("GET", "/health")
    whole = await connection.reply()
    await connection.send("HEAD", "/health")
    head = await connection.reply(bodyless=True)
    assert head.headers["content-length"] == str(len(whole.body))
    await connection.send("GET", "/health")
    assert (await connection.reply()).status == 200


async def test_options_of_the_server_as_a_whole_are_told(peer: Peer) -> None:
    connection = await peer.connect()
    await connection.send("OPTIONS", "*")
    reply = await connection.reply(bodyless=True)
    assert (reply.status, reply.headers["allow"]) == (204, SERVER_METHODS.decode())
    assert "x-request-id" in reply.headers
    await connection.send("GET", "*")
    assert (await connection.reply()).status in {400, 404}


def test_options_of_the_server_are_those_of_all_paths() -> None:
    told = set(SERVER_METHODS.decode().split(", "))
    assert told == {endpoint.method for endpoint in ENDPOINTS} | {"HEAD", "OPTIONS"}
