"""Files over HTTP: in, out, in parts, and too many of them."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from openwa_engine_simulator.network.shelf import Shelf
from openwa_engine_simulator.server import Simulator, serve_simulator

DATA = os.urandom(3 * 1024 * 1024)
NAME = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
async def simulator(tmp_path: Path) -> AsyncIterator[Simulator]:
    async with serve_simulator(state_file=tmp_path / "simulator.json") as simulator:
        yield simulator


@pytest.fixture
async def http(simulator: Simulator) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(simulator.url) as http:
        yield http


async def upload(http: aiohttp.ClientSession, data: bytes = DATA) -> dict[str, object]:
    async with http.post("/media", data=io.BytesIO(data)) as answer:
        assert answer.status == 201
        found: dict[str, object] = await answer.json()
        return found


async def test_file_comes_back_as_it_went_in(http: aiohttp.ClientSession) -> None:
    assert await upload(http) == {"id": NAME, "size": len(DATA)}
    async with http.get(f"/media/{NAME}") as answer:
        assert answer.status == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert await answer.read() == DATA


async def test_part_of_a_file_can_be_asked_for(http: aiohttp.ClientSession) -> None:
    await upload(http)
    async with http.get(f"/media/{NAME}", headers={"Range": "bytes=10-19"}) as answer:
        assert answer.status == 206
        assert await answer.read() == DATA[10:20]


@pytest.mark.parametrize("name", ["0" * 64, "nonsense", "..%2Fsimulator.json", "%00"])
async def test_file_that_is_not_there_is_not_found(http: aiohttp.ClientSession, name: str) -> None:
    async with http.get(f"/media/{name}") as answer:
        assert answer.status == 404


async def test_file_that_is_too_large_is_refused_once_it_is_all_there(
    http: aiohttp.ClientSession, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulator.network.shelf, "_kept_bytes", 1000)
    async with http.post("/media", data=io.BytesIO(DATA)) as answer:
        assert answer.status == 413
        assert (await answer.json())["error"]["code"] == "too_large"


async def test_files_outlive_the_process_beside_its_memory(tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    for _ in range(2):
        async with serve_simulator(state_file=path) as simulator:
            shelf: Shelf = simulator.network.shelf
            if shelf.size(NAME) is None:
                async with aiohttp.ClientSession(simulator.url) as http:
                    await upload(http)
    assert (tmp_path / "simulator.json.media" / NAME).read_bytes() == DATA


async def test_phone_sends_what_was_uploaded_and_shows_what_it_holds(http: aiohttp.ClientSession) -> None:
    await upload(http)
    for number in ("6281100000001", "6281100000002"):
        async with http.post("/control/phones", json={"number": number}) as answer:
            assert answer.status == 200
    body = {"to": "6281100000002", "kind": "image", "media": NAME, "caption": "look"}
    async with http.post("/control/phones/6281100000001/send-media", json=body) as answer:
        key = (await answer.json())["id"]
    async with http.get("/control/phones/6281100000002/messages?chat=6281100000001") as answer:
        message = (await answer.json())[0]
    assert (message["id"], message["type"], message["body"]) == (key, "image", "look")
    assert (message["enclosed"]["id"], message["enclosed"]["size"]) == (NAME, len(DATA))


@pytest.mark.parametrize(
    ("action", "body", "status", "code"),
    [
        ("send-media", {"to": "6281100000002", "kind": "image", "media": "0" * 64}, 404, "media_gone"),
        ("send-media", {"to": "6281100000002", "kind": "nonsense"}, 400, "bad_request"),
        ("react", {"chat": "6281100000002", "id": "3EB0FF", "emoji": "x"}, 404, "not_found"),
        ("group-subject", {"group": "120363000000000000@g.us", "subject": "x"}, 404, "not_a_member"),
        ("group-join", {"code": "neverexisted"}, 404, "invite_invalid"),
        ("name", {"person": "12025550123", "name": "Nobody"}, 404, "not_found"),
        ("picture", {"media": "0" * 64}, 404, "media_gone"),
    ],
)
async def test_control_says_why_not(
    http: aiohttp.ClientSession, action: str, body: dict[str, object], status: int, code: str
) -> None:
    for number in ("6281100000001", "6281100000002"):
        async with http.post("/control/phones", json={"number": number}):
            pass
    async with http.post(f"/control/phones/6281100000001/{action}", json=body) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (status, code)
