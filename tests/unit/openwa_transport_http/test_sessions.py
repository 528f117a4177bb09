"""Sessions over REST."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.gateway import NewSession, NewWebhook
from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.sessions import Proxy, SessionRecord, SessionStatus, StatusReason
from openwa_hookspecs.models.webhooks import WebhookFilter
from tests.unit.openwa_transport_http.rest_client import RestClient


async def test_create_answers_at_once(client: RestClient, context: FakeGatewayContext) -> None:
    answer = await client.post("/api/sessions", {"name": "my-bot", "engine": "simulator"})
    assert answer.status == 201
    assert answer.data == {
        "id": "sess_1",
        "name": "my-bot",
        "engine": "simulator",
        "status": "INITIALIZING",
        "statusReason": None,
        "phoneNumber": None,
        "pushName": None,
        "platform": None,
        "connectedAt": None,
        "createdAt": "2026-01-01T00:00:01.000Z",
        "qr": None,
    }


async def test_a_taken_name_is_409(client: RestClient, session: SessionRecord) -> None:
    answer = await client.post("/api/sessions", {"name": session.name})
    assert (answer.status, answer.error["code"]) == (409, "SESSION_ALREADY_EXISTS")


async def test_a_session_comes_with_its_first_webhook(
    client: RestClient, context: FakeGatewayContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[NewSession] = []
    create = context.gateway.sessions.create

    async def noting(principal: Principal, new: NewSession) -> SessionRecord:
        asked.append(new)
        return await create(principal, new)

    monkeypatch.setattr(context.gateway.sessions, "create", noting)
    webhook = {
        "url": "https://example.com/hook",
        "events": ["message.received"],
        "secret": "your-webhook-secret",
        "headers": {"X-Custom-Header": "value"},
    }
    answer = await client.post("/api/sessions", {"name": "my-bot", "webhook": webhook})
    assert (answer.status, answer.data["qr"]) == (201, None)
    assert asked == [
        NewSession(
            name="my-bot",
            webhook=NewWebhook(
                url="https://example.com/hook",
                wanted=WebhookFilter(types=frozenset({EventType.MESSAGE_RECEIVED})),
                secret="your-webhook-secret",
                headers={"X-Custom-Header": "value"},
            ),
        )
    ]


async def test_a_faulty_webhook_is_named_in_its_place(
    client: RestClient, context: FakeGatewayContext
) -> None:
    body = {"name": "my-bot", "webhook": {"url": "https://example.com/hook", "events": ["no.such"]}}
    answer = await client.post("/api/sessions", body)
    assert (answer.status, set(answer.fields)) == (400, {"webhook.events[0]"})
    answer = await client.post("/api/sessions", {"name": "my-bot", "webhook": {"url": "ftp://example.com"}})
    assert (answer.status, answer.error["code"]) == (400, "WEBHOOK_URL_INVALID")
    assert set(answer.fields) == {"webhook.url"}
    assert context.gateway.sessions.records == {}


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, {"name"}),
        ({"name": "ab"}, {"name"}),
        ({"name": "a" * 51}, {"name"}),
        ({"name": "my bot"}, {"name"}),
        ({"name": "my-bot\n"}, {"name"}),
        ({"name": "bötchen"}, {"name"}),
        ({"name": 123}, {"name"}),
        ({"name": None}, {"name"}),
        ({"name": "my-bot", "engine": ""}, {"engine"}),
        ({"name": "my-bot", "engine": {}}, {"engine"}),
        ({"name": "my-bot", "proxy": "x", "config": []}, {"proxy", "config"}),
        ({"name": "my-bot", "proxy": {}}, {"proxy.server"}),
        ({"name": "my-bot", "proxy": {"server": "ftp://example.com"}}, {"proxy.server"}),
        ({"name": "my-bot", "proxy": {"server": "http://user:secret@example.com:1"}}, {"proxy.server"}),
        ({"name": "my-bot", "proxy": {"server": "http://p:1", "password": "a" * 257}}, {"proxy.password"}),
    ],
)
async def test_each_fault_of_a_new_session_is_named(
    client: RestClient, context: FakeGatewayContext, body: object, paths: set[str]
) -> None:
    answer = await client.post("/api/sessions", body)
    assert (answer.status, answer.error["code"], set(answer.fields)) == (400, "VALIDATION_ERROR", paths)
    assert context.gateway.sessions.records == {}


async def test_settings_and_proxy_of_a_session_reach_the_gateway(
    client: RestClient, context: FakeGatewayContext
) -> None:
    proxy = {"server": "socks5://proxy.example.com:1080", "username": "me", "password": "a planted word"}
    config = {"deviceName": "Desk", "nested": {"list": [1, True, None]}}
    answer = await client.post("/api/sessions", {"name": "my-bot", "config": config, "proxy": proxy})
    assert answer.status == 201
    assert b"planted" not in answer.body
    [record] = context.gateway.sessions.records.values()
    assert record.config == config
    assert record.proxy == Proxy(
        server="socks5://proxy.example.com:1080", username="me", password="a planted word"
    )


async def test_the_screenshot_is_a_picture_without_an_envelope(
    client: RestClient, context: FakeGatewayContext, session: SessionRecord
) -> None:
    context.gateway.sessions.picture = b"\x89PNG"
    answer = await client.get(f"/api/sessions/{session.id}/screenshot")
    assert (answer.status, answer.body) == (200, b"\x89PNG")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_an_engine_without_a_window_has_no_screenshot(
    client: RestClient, session: SessionRecord
) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/screenshot")
    assert (answer.status, answer.error["code"]) == (501, "CAPABILITY_NOT_SUPPORTED")


async def test_the_list_comes_in_pages(client: RestClient, context: FakeGatewayContext) -> None:
    for number in range(5):
        context.gateway.sessions.add(f"bot-{number}")
    answer = await client.get("/api/sessions?page=2&limit=2")
    assert [one["name"] for one in answer.data] == ["bot-2", "bot-3"]
    assert answer.json["pagination"] == {"page": 2, "limit": 2, "total": 5, "totalPages": 3}
    assert list(answer.json) == ["success", "data", "pagination", "meta"]


async def test_an_empty_list_has_no_pages(client: RestClient) -> None:
    answer = await client.get("/api/sessions")
    assert answer.data == []
    assert answer.json["pagination"] == {"page": 1, "limit": 20, "total": 0, "totalPages": 0}


async def test_the_list_can_be_filtered_by_status(client: RestClient, context: FakeGatewayContext) -> None:
    for status in SessionStatus:
        context.gateway.sessions.add(f"bot-{status.value}", status)
    for status in SessionStatus:
        answer = await client.get(f"/api/sessions?status={status.api}")
        assert [one["status"] for one in answer.data] == [status.api]


async def test_the_list_holds_what_is_in_scope(client: RestClient, context: FakeGatewayContext) -> None:
    for number in range(3):
        context.gateway.sessions.add(f"bot-{number}")
    context.auth.admit("scoped", Role.VIEWER, SessionId("sess_2"))
    answer = await client.get("/api/sessions", key="scoped")
    assert [one["id"] for one in answer.data] == ["sess_2"]


@pytest.mark.parametrize(
    "query", ["status=ready", "status=", "page=0", "page=-1", "page=x", "limit=0", "limit=1001", "sort=name"]
)
async def test_each_fault_of_the_query_is_named(client: RestClient, query: str) -> None:
    answer = await client.get(f"/api/sessions?{query}")
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert set(answer.fields) == {query.partition("=")[0]}


async def test_a_connected_session_shows_its_account(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    context.gateway.sessions.put(
        replace(
            session,
            phone_number="628123456789",
            push_name="My Bot",
            platform="android",
            lid="12345@lid",
            connected_at=datetime(2026, 1, 1, 12, 0, 0, 123_456, tzinfo=UTC),
            reason=StatusReason.CONNECTION_LOST,
        )
    )
    data = (await client.get(f"/api/sessions/{session.id}")).data
    assert data["status"] == "CONNECTED"
    assert data["statusReason"] is None
    assert (data["phoneNumber"], data["pushName"], data["platform"]) == ("628123456789", "My Bot", "android")
    assert (data["lid"], data["connectedAt"]) == ("12345@lid", "2026-01-01T12:00:00.123Z")


@pytest.mark.parametrize(
    ("why", "shown"),
    [
        (
            (StatusReason.ENGINE_FAILED, "No browser was found"),
            {"code": "SESSION_NOT_READY", "message": "No browser was found"},
        ),
        ((StatusReason.QR_EXPIRED, None), {"code": "SESSION_QR_EXPIRED", "message": "qr expired"}),
        ((None, None), None),
    ],
)
async def test_a_session_that_failed_says_why(
    client: RestClient,
    session: SessionRecord,
    context: FakeGatewayContext,
    why: tuple[StatusReason | None, str | None],
    shown: dict[str, str] | None,
) -> None:
    reason, detail = why
    context.gateway.sessions.put(replace(session, status=SessionStatus.ERROR, reason=reason, detail=detail))
    data = (await client.get(f"/api/sessions/{session.id}")).data
    assert (data["status"], data["statusReason"]) == ("FAILED", shown)


async def test_the_qr_code_is_there_while_it_is_shown(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    refused = await client.get(f"/api/sessions/{session.id}/qr")
    assert (refused.status, refused.error["code"]) == (400, "SESSION_NOT_READY")
    context.gateway.sessions.put(replace(session, status=SessionStatus.QR_READY))
    answer = await client.get(f"/api/sessions/{session.id}/qr")
    assert answer.data == {"code": "2@code", "image": "data:image/png;base64,AA=="}


@pytest.mark.parametrize(
    ("command", "status"), [("start", "INITIALIZING"), ("stop", "DISCONNECTED"), ("restart", "INITIALIZING")]
)
@pytest.mark.parametrize("body", [None, {}])
async def test_commands_answer_with_the_session_and_need_no_body(
    client: RestClient, session: SessionRecord, command: str, status: str, body: object
) -> None:
    answer = await client.post(f"/api/sessions/{session.id}/{command}", body)
    assert (answer.status, answer.data["id"], answer.data["status"]) == (200, session.id, status)


async def test_logout_and_delete_say_what_they_did(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    answer = await client.post(f"/api/sessions/{session.id}/logout")
    assert (answer.status, answer.data) == (200, {"message": "Session logged out successfully"})
    answer = await client.delete(f"/api/sessions/{session.id}")
    assert (answer.status, answer.data) == (200, {"message": "Session deleted successfully"})
    assert context.gateway.sessions.records == {}


@pytest.mark.parametrize("phone", ["628123456789", "+628123456789"])
async def test_a_pairing_code_is_asked_for_with_a_number(
    client: RestClient, session: SessionRecord, phone: str
) -> None:
    answer = await client.post(f"/api/sessions/{session.id}/pairing-code", {"phone": phone})
    assert answer.data == {"code": "ABCD1234", "expiresAt": "2026-01-01T00:03:00.000Z"}


@pytest.mark.parametrize("phone", ["", "0812", "62 812 345", "٦٢٨١٢٣٤٥٦٧٨٩", "6" * 16, 628123456789, None])
async def test_what_is_no_number_gets_no_pairing_code(
    client: RestClient, session: SessionRecord, phone: object
) -> None:
    answer = await client.post(f"/api/sessions/{session.id}/pairing-code", {"phone": phone})
    assert (answer.status, set(answer.fields)) == (400, {"phone"})


async def test_capabilities_name_the_engine(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/capabilities")
    assert answer.data == {"engine": "simulator", "capabilities": ["qr", "send-text"]}
