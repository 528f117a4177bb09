"""Budgets over real HTTP, both ways into the transport."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from openwa_core.testing.running import running_gateway
from tests.support.rest_client import KEY

HEADERS = {"X-API-Key": KEY}


def config(directory: Path, **limits: object) -> dict[str, Any]:
    engine = {"use": "simulator", "config": {"control": None, "state_file": None}}
    return {
        "engines": [engine],
        "storage": {"use": "tortoise", "config": {"url": f"sqlite://{directory}/openwa.db"}},
        "rate_limits": limits,
    }


async def test_a_budget_is_told_spent_and_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENWA_API_KEY", KEY)
    async with (
        running_gateway(config(tmp_path, read=2), directory=tmp_path) as gateway,
        aiohttp.ClientSession(gateway.url, headers=HEADERS) as http,
    ):
        seen = []
        for _ in range(3):
            async with http.get("/api/sessions") as answer:
                seen.append((answer.status, answer.headers["X-RateLimit-Remaining"]))
                last = await answer.json()
        assert seen == [(200, "1"), (200, "0"), (429, "0")]
        assert last["error"]["code"] == "RATE_LIMITED"
        async with http.post("/api/sessions/sess_none/messages/send-text", json={}) as other:
            assert other.status == 400
            assert other.headers["X-RateLimit-Limit"] == "60"
