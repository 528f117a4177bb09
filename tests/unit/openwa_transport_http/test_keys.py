"""API keys over REST."""

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.ids import ApiKeyId
from tests.unit.openwa_transport_http.rest_client import RestClient

SECRET = "owa_k1_" + "ab" * 32


async def test_a_new_key_is_shown_once(client: RestClient) -> None:
    body = {
        "name": "CRM",
        "role": "operator",
        "sessions": ["sess_2", "sess_1"],
        "networks": ["192.0.2.0/24", "2001:DB8::/32", "198.51.100.7"],
        "expiresAt": "2027-01-01T00:00:00+02:00",
    }
    answer = await client.post("/api/keys", body)
    assert answer.status == 201
    assert answer.data == {
        "key": SECRET,
        "id": "key_1",
        "name": "CRM",
        "prefix": "owa_k1_ab",
        "role": "operator",
        "sessions": ["sess_1", "sess_2"],
        "networks": ["192.0.2.0/24", "2001:db8::/32", "198.51.100.7/32"],
        "expiresAt": "2026-12-31T22:00:00.000Z",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "lastUsedAt": None,
        "revokedAt": None,
    }
    listed = await client.get("/api/keys")
    assert listed.data == [{name: value for name, value in answer.data.items() if name != "key"}]


async def test_a_key_for_everything_needs_name_and_role_alone(client: RestClient) -> None:
    answer = await client.post("/api/keys", {"name": "CRM", "role": "viewer"})
    assert (answer.data["sessions"], answer.data["networks"], answer.data["expiresAt"]) == (None, [], None)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "\x9b31mred"}, "name"),
        ({"name": "a\u2028b"}, "name"),
        ({"name": "\u202eabc"}, "name"),
        ({"sessions": ["*"]}, "sessions[0]"),
        ({"role": "root"}, "role"),
        ({"role": 3}, "role"),
        ({"sessions": []}, "sessions"),
        ({"sessions": ["sess_1", "nope"]}, "sessions[1]"),
        ({"networks": ["10.0.0.1/8"]}, "networks[0]"),
        ({"networks": ["home"]}, "networks[0]"),
        ({"networks": "10.0.0.0/8"}, "networks"),
        ({"expiresAt": "tomorrow"}, "expiresAt"),
        ({"expiresAt": 1798761600}, "expiresAt"),
        ({"expiresAt": "2027-01-01T00:00:00"}, "expiresAt"),
        ({"expiresAt": "1798761600"}, "expiresAt"),
        ({"expiresAt": "9999-12-31T23:59:59-00:01"}, "expiresAt"),
        ({"expiresAt": "2026-01-01T00:00:00Z"}, "expiresAt"),
        ({"digest": "x"}, "digest"),
    ],
)
async def test_each_fault_of_a_new_key_is_named(
    client: RestClient, context: FakeGatewayContext, change: dict[str, object], path: str
) -> None:
    answer = await client.post("/api/keys", {"name": "CRM", "role": "operator"} | change)
    assert (answer.status, answer.error["code"], set(answer.fields)) == (400, "VALIDATION_ERROR", {path})
    assert context.gateway.keys.records == {}


async def test_a_key_is_revoked(client: RestClient, context: FakeGatewayContext) -> None:
    await client.post("/api/keys", {"name": "CRM", "role": "operator"})
    answer = await client.delete("/api/keys/key_1")
    assert (answer.status, answer.data) == (200, {"message": "API key revoked successfully"})
    assert context.gateway.keys.records[ApiKeyId("key_1")].revoked_at is not None


@pytest.mark.parametrize("key_id", ["key_absent", "nope", "owa_k1_x", "key_%00"])
async def test_an_unknown_key_is_404(client: RestClient, key_id: str) -> None:
    answer = await client.delete(f"/api/keys/{key_id}")
    assert (answer.status, answer.error["code"]) == (404, "API_KEY_NOT_FOUND")
