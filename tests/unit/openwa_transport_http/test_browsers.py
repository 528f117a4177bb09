"""HEAD, OPTIONS, and pages of other origins."""

import pytest
from quart import Quart

from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.config import RestConfig
from openwa_transport_http.quart_adapter import to_quart
from openwa_transport_http.response import Response
from tests.unit.openwa_transport_http.rest_client import RestClient

PREFLIGHT = {"Origin": "https://panel.example.com", "Access-Control-Request-Method": "POST"}


async def test_head_is_get_without_the_body(client: RestClient) -> None:
    answer = await client.call("HEAD", "/health", key=None)
    assert (answer.status, answer.body) == (200, b"")
    missing = await client.call("HEAD", "/nothing", key=None)
    assert (missing.status, missing.body) == (404, b"")


def test_head_keeps_the_length_that_get_would_have() -> None:
    answer = to_quart(Response(status=200, headers=(), body=b"{}"), "HEAD")
    assert answer.headers["Content-Length"] == "2"


async def test_head_does_not_send(client: RestClient, session: SessionRecord) -> None:
    answer = await client.call("HEAD", f"/api/sessions/{session.id}/messages/send-text")
    assert (answer.status, answer.headers["Allow"]) == (405, "OPTIONS, POST")


async def test_words_of_one_path_are_no_ids_of_another(quart_app: Quart, session: SessionRecord) -> None:
    client = RestClient(quart_app)
    answer = await client.get(f"/api/sessions/{session.id}/messages/send-text")
    assert (answer.status, answer.headers["Allow"]) == (405, "OPTIONS, POST")
    assert answer.error["code"] == "METHOD_NOT_ALLOWED"


async def test_options_names_the_methods(client: RestClient) -> None:
    answer = await client.call("OPTIONS", "/api/sessions", key=None, headers=PREFLIGHT)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert "X-Request-ID" in answer.headers


def test_no_content_has_no_type_and_no_length() -> None:
    answer = to_quart(Response(status=204, headers=((b"allow", b"GET"),)), "OPTIONS")
    assert list(answer.headers) == [("allow", "GET")]


@pytest.mark.parametrize("path", ["/api/sessions", "/nothing", "/health"])
async def test_no_origin_is_allowed_by_default(client: RestClient, path: str) -> None:
    for method in ("GET", "OPTIONS"):
        answer = await client.call(method, path, headers=PREFLIGHT)
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


class TestAllowedOrigin:
    @pytest.fixture
    def config(self) -> RestConfig:
        return RestConfig(cors_origins=("https://panel.example.com",))

    async def test_its_pages_may_read_answers(self, client: RestClient) -> None:
        for path in ("/api/sessions", "/nothing"):
            answer = await client.get(path, headers={"Origin": "https://panel.example.com"})
            assert answer.headers["Access-Control-Allow-Origin"] == "https://panel.example.com"
            assert answer.headers["Vary"] == "Origin"
            assert "Access-Control-Allow-Credentials" not in answer.headers

    async def test_its_preflight_is_answered(self, client: RestClient) -> None:
        answer = await client.call("OPTIONS", "/api/keys", key=None, headers=PREFLIGHT)
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
        assert "X-API-Key" in answer.headers["Access-Control-Allow-Headers"]

    @pytest.mark.parametrize(
        "origin", ["https://evil.example.com", "null", "https://panel.example.com.evil.com"]
    )
    async def test_others_may_not(self, client: RestClient, origin: str) -> None:
        answer = await client.get("/api/sessions", headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize("origin", ["panel.example.com", "https://panel.example.com/", "null", "ftp://a", ""])
def test_what_is_no_origin_is_refused_in_the_configuration(origin: str) -> None:
    with pytest.raises(ValueError, match="write an origin such as"):
        RestConfig(cors_origins=(origin,))
