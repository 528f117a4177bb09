"""What a caller is told of his faults is about his JSON, not about our Python."""

import re
from typing import Any

import pytest
from quart import Quart

from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.registry import ENDPOINTS
from tests.unit.openwa_transport_http.rest_client import RestClient
from tests.unit.openwa_transport_http.samples import sample_body, sample_path

ODD = [
    None,
    True,
    7,
    7.5,
    -1e300,
    "",
    "x",
    "9" * 3000,
    "2026-01-01T00:00:00",
    "2026-13-01T00:00:00Z",
    [],
    ["x"],
    [None],
    {},
    {"x": 1},
]
"""Values that hardly any member takes."""
PYTHON = re.compile(r"Input should|Value error|[Dd]ictionary|[Tt]uple|None|at least \d+ (?:item|character)")


@pytest.fixture
def client(asgi_app: Quart) -> RestClient:
    """One way in is enough: both lead to the same models."""
    return RestClient(asgi_app)


def refused(endpoint: Endpoint) -> list[Any]:
    assert endpoint.body is not None
    body = sample_body(endpoint)
    members = endpoint.body.model_json_schema()["properties"]
    found = [{**body, name: odd} for name in members for odd in ODD]
    return found + [
        {**body, name: {**part, inner: odd}}
        for name, part in body.items()
        if isinstance(part, dict)
        for inner in part
        for odd in ODD
    ]


@pytest.mark.parametrize(
    "endpoint", [one for one in ENDPOINTS if one.body is not None], ids=lambda endpoint: endpoint.name
)
async def test_no_message_speaks_of_python(
    client: RestClient, session: SessionRecord, endpoint: Endpoint
) -> None:
    path = sample_path(endpoint, sessionId=session.id)
    told: set[str] = set()
    for body in refused(endpoint):
        answer = await client.call(endpoint.method, path, body)
        if answer.status == 400:
            told |= {fault["message"] for fault in answer.error["details"].get("fields", [])}
    assert told
    assert [message for message in told if PYTHON.search(message)] == []


@pytest.mark.parametrize(
    ("path", "example"),
    [
        ("groups/family", "628123456789-1234567890@g.us"),
        ("contacts/john", "628123456789@c.us"),
        ("chats/john/messages", "628123456789@c.us"),
    ],
)
async def test_a_malformed_id_in_a_path_is_told_what_it_should_be(
    client: RestClient, session: SessionRecord, path: str, example: str
) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/{path}")
    assert (answer.status, answer.error["code"]) == (400, "MESSAGE_INVALID_CHAT_ID")
    assert list(answer.fields.values()) == [f"expected an id such as {example}"]
