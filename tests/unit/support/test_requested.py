"""The requests that a test's source makes are found however they are written."""

from pathlib import Path

import pytest

from tests.support.requested import requests_of

SOURCE = """
BASE = "/api/sessions"

def send_path(session):
    return f"{BASE}/{session.id}/messages/send-text"

async def test_one(client, session):
    await client.get(f"{BASE}?limit=3")
    await client.post(send_path(session), {})
    path = f"/api/keys/{session.key}"
    await client.call("DELETE", path)

@pytest.mark.parametrize(("method", "path"), [("GET", "/health"), ("GET", "/health/live")])
async def test_two(client, method, path):
    await client.call(method, path)

@pytest.mark.parametrize("action", ["start", "stop"])
async def test_three(client, session, action):
    await client.post(f"{BASE}/{session.id}/{action}")

@pytest.mark.parametrize("path", ["/api/health", "/api/health/ready"])
async def test_four(client, path):
    await client.get("/v1" + path)
"""


@pytest.mark.parametrize(
    "request_",
    [
        ("GET", "/api/sessions"),
        ("POST", "/api/sessions/*/messages/send-text"),
        ("DELETE", "/api/keys/*"),
        ("GET", "/health"),
        ("GET", "/health/live"),
        ("POST", "/api/sessions/*/start"),
        ("POST", "/api/sessions/*/stop"),
        ("GET", "/v1/api/health"),
        ("GET", "/v1/api/health/ready"),
    ],
)
def test_request_is_found_in_the_source(tmp_path: Path, request_: tuple[str, str]) -> None:
    file = tmp_path / "test_trial.py"
    file.write_text(SOURCE)
    assert request_ in requests_of(file)


def test_names_of_one_test_are_not_those_of_another(tmp_path: Path) -> None:
    file = tmp_path / "test_trial.py"
    file.write_text(SOURCE)
    assert ("DELETE", "/health") not in requests_of(file)
