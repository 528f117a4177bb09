"""What every answer has in common."""

from types import MappingProxyType
from uuid import UUID

import orjson
import pytest
from quart.testing import WebsocketResponseError
from werkzeug.exceptions import HTTPException, InternalServerError, TooManyRequests

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.errors import ErrorCode, GatewayError, RateLimitedError, ServiceUnavailableError
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.statuses import STATUSES
from tests.unit.openwa_transport_http.rest_client import RestClient


def test_every_error_code_has_a_status() -> None:
    assert set(STATUSES) == set(ErrorCode)
    assert all(400 <= status < 600 for status in STATUSES.values())


async def test_success(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}", headers={"X-Request-ID": "req_1706868000000"})
    assert list(answer.json) == ["success", "data", "meta"]
    assert answer.json["success"] is True
    assert answer.json["meta"] == {
        "timestamp": "2026-01-01T00:00:00.000Z",
        "requestId": "req_1706868000000",
        "version": "0.1.0",
    }
    assert answer.headers["X-Request-ID"] == "req_1706868000000"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.body)


async def test_failure(client: RestClient) -> None:
    answer = await client.get("/api/sessions/sess_absent", headers={"X-Request-ID": "req_1"})
    assert answer.status == 404
    assert answer.json == {
        "success": False,
        "error": {
            "code": "SESSION_NOT_FOUND",
            "message": "Session sess_absent not found",
            "details": {"sessionId": "sess_absent"},
        },
        "meta": {"timestamp": "2026-01-01T00:00:00.000Z", "requestId": "req_1"},
    }


@pytest.mark.parametrize("given", [None, "", "x" * 129, "tab\there", "naïve", "\x7f"])
async def test_a_request_without_a_usable_id_gets_a_uuid(client: RestClient, given: str | None) -> None:
    answer = await client.get("/api/sessions", headers={} if given is None else {"X-Request-ID": given})
    own = answer.json["meta"]["requestId"]
    assert UUID(own).version == 4
    assert answer.headers["X-Request-ID"] == own


async def test_two_requests_have_two_ids(client: RestClient) -> None:
    first, second = await client.get("/api/sessions"), await client.get("/api/sessions")
    assert first.json["meta"]["requestId"] != second.json["meta"]["requestId"]


@pytest.mark.parametrize("code", list(ErrorCode))
async def test_each_code_gets_its_status(
    client: RestClient, context: FakeGatewayContext, code: ErrorCode
) -> None:
    context.gateway.sessions.error = GatewayError(code, "what happened", details={"limit": 1})
    answer = await client.get("/api/sessions")
    assert answer.status == STATUSES[code]
    assert answer.error == {"code": code.value, "message": "what happened", "details": {"limit": 1}}


async def test_whoever_needs_a_key_is_told_how_to_show_one(client: RestClient) -> None:
    refused = await client.get("/api/sessions", key=None)
    assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="openwa"')
    assert "WWW-Authenticate" not in (await client.get("/api/sessions/sess_absent")).headers


async def test_details_may_be_any_mapping(client: RestClient, context: FakeGatewayContext) -> None:
    details = MappingProxyType({"limits": MappingProxyType({"sessions": 1})})
    context.gateway.sessions.error = GatewayError(ErrorCode.FORBIDDEN, "no", details=details)
    assert (await client.get("/api/sessions")).error["details"] == {"limits": {"sessions": 1}}


async def test_an_unexpected_error_is_logged_once_and_not_shown(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    context.gateway.messages.error = RuntimeError("the secret inside")
    body = {"chatId": "628123456789@c.us", "text": "hello"}
    path = f"/api/sessions/{session.id}/messages/send-text"
    answer = await client.post(path, body, headers={"X-Request-ID": "req_7"})
    assert answer.status == 500
    assert answer.error == {"code": "INTERNAL_ERROR", "message": "Internal server error", "details": {}}
    [line] = context.log.lines
    assert (line.level, line.event, line.bound) == ("exception", "request failed", {"request_id": "req_7"})


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (RateLimitedError("slow down", retry_after_s=0.2), "1"),
        (RateLimitedError("slow down", retry_after_s=59.1), "60"),
        (ServiceUnavailableError("starting"), "1"),
    ],
)
async def test_an_answer_says_when_to_come_back(
    client: RestClient, context: FakeGatewayContext, error: GatewayError, seconds: str
) -> None:
    context.auth.error = error
    answer = await client.get("/api/sessions")
    assert answer.status == STATUSES[error.code]
    assert answer.headers["Retry-After"] == seconds


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/",
        "/nothing",
        "/api/sessions/",
        "/api//sessions",
        "/api/sessions/a/b",
    ],
)
async def test_unknown_paths_get_an_envelope_without_a_key(client: RestClient, path: str) -> None:
    answer = await client.get(path, key=None, headers={"X-Request-ID": "req_1"})
    assert (answer.status, answer.error["code"]) == (404, "NOT_FOUND")
    assert answer.json["meta"]["requestId"] == answer.headers["X-Request-ID"] == "req_1"


async def test_other_methods_are_told_which_are_allowed(client: RestClient) -> None:
    answer = await client.call("PATCH", "/api/sessions")
    assert (answer.status, answer.error["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer.error["details"] == {"allow": ["GET", "HEAD", "OPTIONS", "POST"]}


async def test_a_websocket_to_nowhere_gets_the_envelope_too(client: RestClient) -> None:
    with pytest.raises(WebsocketResponseError) as refused:
        async with client.app.test_client().websocket("/nothing") as socket:
            await socket.receive()
    answer = await refused.value.response.get_data(as_text=False)
    assert refused.value.response.status_code == 404
    assert orjson.loads(answer)["error"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (TooManyRequests(), 429, "RATE_LIMITED"),
        (InternalServerError("inside"), 500, "INTERNAL_ERROR"),
        (KeyError("inside"), 500, "INTERNAL_ERROR"),
        (ServiceUnavailableError("busy"), 503, "SERVICE_UNAVAILABLE"),
    ],
)
async def test_errors_of_other_routes_get_the_same_envelope(
    client: RestClient, error: Exception, status: int, code: str
) -> None:
    async def broken() -> str:
        raise error

    client.app.add_url_rule("/broken", "broken", broken)
    answer = await client.get("/broken")
    assert (answer.status, answer.error["code"]) == (status, code)
    assert b"inside" not in answer.body
    assert isinstance(error, HTTPException | KeyError | GatewayError)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/sessions", {"name": "my-bot"}),
        ("/api/keys", {"name": "CRM", "role": "viewer"}),
    ],
)
async def test_what_was_created_has_a_location(client: RestClient, path: str, body: object) -> None:
    answer = await client.post(path, body, headers={"Idempotency-Key": "order-1"})
    assert (answer.status, answer.headers["Location"]) == (201, f"{path}/{answer.data['id']}")
    refused = await client.post(path, {})
    assert "Location" not in refused.headers
