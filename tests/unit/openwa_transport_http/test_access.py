"""Who gets in, and where a key may stand."""

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Credentials, Role
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.registry import ENDPOINTS
from tests.unit.openwa_transport_http.rest_client import RestClient
from tests.unit.openwa_transport_http.samples import sample_body, sample_path

PROTECTED = [endpoint for endpoint in ENDPOINTS if endpoint.role is not None]


@pytest.mark.parametrize("endpoint", PROTECTED, ids=lambda endpoint: endpoint.name)
async def test_no_key_is_401_before_anything_else_is_looked_at(
    client: RestClient, endpoint: Endpoint
) -> None:
    answer = await client.call(endpoint.method, sample_path(endpoint), b"{", key=None)
    assert (answer.status, answer.error["code"]) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize(
    "endpoint",
    [endpoint for endpoint in PROTECTED if endpoint.role is not Role.VIEWER],
    ids=lambda endpoint: endpoint.name,
)
async def test_a_role_below_is_403_before_the_body(client: RestClient, endpoint: Endpoint) -> None:
    assert endpoint.role is not None
    below = Role(endpoint.role - 1)
    answer = await client.call(endpoint.method, sample_path(endpoint), b"{", key=below.label)
    assert (answer.status, answer.error["code"]) == (403, "FORBIDDEN")
    assert answer.error["details"] == {"required": endpoint.role.label}


@pytest.mark.parametrize(
    "endpoint", [endpoint for endpoint in PROTECTED if endpoint.body is not None], ids=lambda one: one.name
)
async def test_the_body_is_judged_before_the_session_is_looked_for(
    client: RestClient, endpoint: Endpoint
) -> None:
    answer = await client.call(endpoint.method, sample_path(endpoint), b"{")
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "endpoint", [one for one in PROTECTED if "sessionId" in one.path.names], ids=lambda one: one.name
)
async def test_a_session_outside_the_scope_answers_like_a_missing_one(
    client: RestClient, context: FakeGatewayContext, session: SessionRecord, endpoint: Endpoint
) -> None:
    context.auth.admit("scoped", Role.ADMIN, SessionId("sess_other"))
    sent = sample_body(endpoint)
    there = sample_path(endpoint, sessionId="sess_1")
    outside = await client.call(endpoint.method, there, sent, key="scoped")
    missing = await client.call(
        endpoint.method, sample_path(endpoint, sessionId="sess_9"), sent, key="scoped"
    )
    assert outside.status == missing.status == 404
    assert outside.body.replace(b"sess_1", b"sess_9")[:120] == missing.body[:120]
    assert outside.error["code"] == "SESSION_NOT_FOUND"


@pytest.mark.parametrize(
    "malformed", ["x", "sess_", "sess_%00", "sess_a%20b", "SESS_1", "sess_1%0A", "sess_" + "a" * 65]
)
async def test_a_malformed_session_id_is_not_found_without_a_look_up(
    client: RestClient, context: FakeGatewayContext, malformed: str
) -> None:
    context.gateway.sessions.error = AssertionError("looked up")
    answer = await client.get(f"/api/sessions/{malformed}")
    assert (answer.status, answer.error["code"]) == (404, "SESSION_NOT_FOUND")


@pytest.mark.parametrize(
    ("headers", "query", "expected"),
    [
        ({"X-API-Key": "viewer"}, "", Credentials(address="", header="viewer")),
        ({"Authorization": "Bearer viewer"}, "", Credentials(address="", bearer="viewer")),
        ({"Authorization": "bearer  viewer "}, "", Credentials(address="", bearer="viewer")),
        ({}, "?apiKey=viewer", Credentials(address="", query="viewer")),
        ({}, "?%61piKey=view%65r", Credentials(address="", query="viewer")),
        (
            {"X-API-Key": "viewer", "Authorization": "Bearer b"},
            "?apiKey=c&page=1",
            Credentials(address="", header="viewer", bearer="b", query="c"),
        ),
    ],
)
async def test_credentials_are_passed_on_from_each_place(
    client: RestClient,
    context: FakeGatewayContext,
    headers: dict[str, str],
    query: str,
    expected: Credentials,
) -> None:
    answer = await client.get(f"/api/sessions{query}", key=None, headers=headers)
    assert answer.status == 200
    [shown] = context.auth.shown
    assert (shown.header, shown.bearer, shown.query) == (expected.header, expected.bearer, expected.query)


@pytest.mark.parametrize("authorization", ["Basic dmlld2Vy", "viewer", "Bearer", ""])
async def test_other_schemes_are_no_key(client: RestClient, authorization: str) -> None:
    answer = await client.get("/api/sessions", key=None, headers={"Authorization": authorization})
    assert answer.status == 401


@pytest.mark.parametrize("query", ["apiKey=viewer&apiKey=admin", "apiKey=", "apikey=viewer", "apiKey=%ff"])
async def test_a_query_key_that_is_unclear_is_no_key(client: RestClient, query: str) -> None:
    assert (await client.get(f"/api/sessions?{query}", key=None)).status == 401


async def test_no_key_appears_in_a_log_or_an_answer(client: RestClient, context: FakeGatewayContext) -> None:
    planted = "owa_k1_planted"
    context.gateway.sessions.error = RuntimeError()
    context.auth.admit(planted, Role.ADMIN)
    for path, headers in (
        (f"/api/sessions?apiKey={planted}", {}),
        ("/api/sessions", {"X-API-Key": planted}),
        (f"/api/sessions?apiKey={planted}x", {}),
        (f"/nothing?apiKey={planted}", {}),
        (f"/api/sessions?apiKey={planted}&limit=x", {}),
    ):
        answer = await client.get(path, key=None, headers=headers)
        assert answer.status >= 400
        assert planted.encode() not in answer.body
        assert planted not in str(answer.headers)
    assert planted not in repr(context.log.lines) + repr(context.auth.shown)
