"""What each route answers is good HTTP, as httplint judges the bytes on the wire."""

from dataclasses import replace

import orjson
import pytest
from httplint import HttpResponseLinter, levels

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.documentation import documentation_endpoints
from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.registry import ENDPOINTS
from tests.integration.openwa_transport_http.peer import Connection, Peer
from tests.unit.openwa_transport_http.samples import sample_body, sample_path

PAGES = documentation_endpoints(ENDPOINTS, version="0.0.0")


async def answered(connection: Connection) -> HttpResponseLinter:
    """The next response on the connection, fed to the linter as it came."""
    head = (await connection.reader.readuntil(b"\r\n\r\n"))[:-4].split(b"\r\n")
    version, status, phrase = head[0].split(b" ", 2)
    pairs = [(name, value.strip()) for name, _, value in (line.partition(b":") for line in head[1:])]
    length = next((int(value) for name, value in pairs if name.lower() == b"content-length"), 0)
    linter = HttpResponseLinter()
    linter.process_response_topline(version, status, phrase)
    linter.process_headers(pairs)
    linter.feed_content(await connection.reader.readexactly(length))
    linter.finish_content(True)
    return linter


def faults(linter: HttpResponseLinter) -> list[str]:
    return [f"{note.subject}: {note.summary}" for note in linter.notes if note.level is levels.BAD]


@pytest.mark.parametrize("endpoint", [*ENDPOINTS, *PAGES], ids=lambda endpoint: endpoint.name)
async def test_an_answer_of_each_route_is_good_http(
    peer: Peer, context: FakeGatewayContext, session: SessionRecord, endpoint: Endpoint
) -> None:
    context.gateway.sessions.picture = b"\x89PNG"
    session = context.gateway.sessions.put(replace(session, name="not-my-bot"))
    body = sample_body(endpoint)
    connection = await peer.connect()
    path = sample_path(endpoint, **({"sessionId": session.id} if "sessionId" in endpoint.path.names else {}))
    await connection.send(endpoint.method, path, b"" if body is None else orjson.dumps(body))
    linter = await answered(connection)
    assert faults(linter) == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/nothing", b""),
        ("GET", "/api/sessions/sess_9", b""),
        ("PATCH", "/api/sessions", b""),
        ("OPTIONS", "/api/sessions", b""),
        ("POST", "/api/sessions", b"{"),
        ("POST", "/api/sessions", b" " * 5000),
    ],
)
async def test_an_answer_of_each_refusal_is_good_http(
    peer: Peer, session: SessionRecord, method: str, path: str, body: bytes
) -> None:
    connection = await peer.connect()
    await connection.send(method, path, body)
    assert faults(await answered(connection)) == []
