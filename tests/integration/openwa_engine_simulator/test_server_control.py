"""The control API over real sockets: what it does, and how it says no."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from openwa_engine_simulator.server import Simulator, serve_simulator
from openwa_engine_simulator.web import static_version

PHONE = "6281100000001"
PEER = "6281100000002"


class Control:
    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.http = http

    async def post(self, path: str, body: object = None) -> tuple[int, Any]:
        data = b"" if body is None else json.dumps(body).encode()
        return await self.raw("POST", path, data)

    async def get(self, path: str) -> tuple[int, Any]:
        return await self.raw("GET", path)

    async def raw(self, method: str, path: str, data: bytes = b"") -> tuple[int, Any]:
        async with self.http.request(method, f"{self.url}{path}", data=io.BytesIO(data)) as answer:
            assert answer.content_type == "application/json"
            return answer.status, await answer.json()


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with serve_simulator() as simulator:
        yield simulator


@pytest.fixture
async def control(simulator: Simulator) -> AsyncIterator[Control]:
    async with aiohttp.ClientSession() as http:
        yield Control(f"{simulator.url}/control", http)


async def test_a_phone_is_made_and_changed(control: Control) -> None:
    status, made = await control.post("/phones", {"number": PHONE, "pushName": "Ann", "platform": "iphone"})
    assert (status, made["pushName"], made["platform"]) == (200, "Ann", "iphone")
    _, changed = await control.post("/phones", {"number": PHONE, "pushName": "Anna"})
    assert (changed["pushName"], changed["platform"], changed["lid"]) == ("Anna", "iphone", made["lid"])
    _, state = await control.get("/state")
    assert state["phones"] == [changed]


async def test_phones_write_to_each_other(control: Control) -> None:
    for number in (PHONE, PEER):
        await control.post("/phones", {"number": number})
    status, sent = await control.post(f"/phones/{PHONE}/send", {"to": PEER, "text": "hello"})
    assert status == 200
    quote = {"to": f"{PHONE}@c.us", "text": "hello you", "quoted": sent["id"]}
    assert (await control.post(f"/phones/{PEER}/send", quote))[0] == 200
    _, messages = await control.get(f"/phones/{PHONE}/messages?chat={PEER}@c.us")
    assert [(message["fromMe"], message["body"]) for message in messages] == [
        (True, "hello"),
        (False, "hello you"),
    ]
    assert messages[1]["quoted"] == {"id": f"true_{PEER}@c.us_{sent['id']}"}


@pytest.mark.parametrize("path", ["a" * 300, "a/" * 3000, "%00", "nothing.js"])
async def test_a_file_that_cannot_be_is_not_found(simulator: Simulator, path: str) -> None:
    async with aiohttp.ClientSession() as http:
        status, answer = await Control(simulator.url, http).get(f"/static/{static_version()}/{path}")
    assert (status, answer["error"]["code"]) == (404, "not_found")


async def test_receipts_by_hand(control: Control) -> None:
    for number in (PHONE, PEER):
        await control.post("/phones", {"number": number})
    await control.post(f"/phones/{PEER}/receive", {"mode": "manual"})
    await control.post(f"/phones/{PHONE}/send", {"to": PEER, "text": "hello"})
    acks = []
    for receipt in ("deliver", "read", "deliver"):
        _, messages = await control.get(f"/phones/{PHONE}/messages?chat={PEER}")
        acks.append(messages[0]["ack"])
        assert (await control.post(f"/phones/{PEER}/{receipt}", {"chat": PHONE}))[0] == 200
    assert acks == [1, 2, 3]


async def test_a_body_needs_no_content_type_and_may_be_empty(control: Control) -> None:
    status, error = await control.post(f"/phones/{PHONE}/scan")
    assert (status, error["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/phones", {}),
        ("/phones", {"number": "0123"}),
        ("/phones", {"number": "62811\n"}),
        ("/phones", {"number": 6281100000001}),
        ("/phones", {"number": PHONE, "platform": "nokia"}),
        ("/phones", {"number": PHONE, "unknown": 1}),
        ("/phones", {"number": PHONE, "push_name": "not in camel case"}),
        ("/phones", []),
        ("/phones", "text"),
        ("/phones/123456/send", {"to": "x", "text": "hi"}),
        ("/phones/123456/send", {"to": PEER, "text": ""}),
        ("/phones/123456/send", {"to": PEER, "text": "x" * 65_537}),
        ("/phones/123456/send", {"to": PEER, "text": "hi", "quoted": "a b"}),
        ("/phones/123456/enter-code", {"code": "short"}),
        ("/phones/123456/receive", {"mode": "never"}),
        ("/phones/123456/ban", {"expiresInS": -1}),
        ("/phones/123456/ban", {"expiresInS": "NaN"}),
        ("/phones/12ab/scan", {}),
        ("/switches", {"delayMs": -1}),
        ("/switches", {"delayMs": 10**30}),
        ("/switches", {"fail": "sometimes"}),
        ("/switches", {"dropForMs": 1.5}),
    ],
)
async def test_malformed_bodies_are_400(control: Control, path: str, body: object) -> None:
    status, answer = await control.post(path, body)
    assert (status, answer["error"]["code"]) == (400, "bad_request")
    assert answer["error"]["message"]


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"\xff\xfe",
        b'{"number": "\\ud800"}',
        b"[" * 100_000,
        b'{"number": NaN}',
        b"null",
        b"\0",
    ],
)
async def test_broken_json_is_400(control: Control, data: bytes) -> None:
    status, answer = await control.raw("POST", "/phones", data)
    assert (status, answer["error"]["code"]) == (400, "bad_request")


async def test_a_body_without_end_is_413(control: Control) -> None:
    status, answer = await control.raw("POST", "/phones", b"x" * (1024 * 1024 + 1))
    assert (status, answer["error"]["code"]) == (413, "request_entity_too_large")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("PUT", "/state", 405),
        ("POST", f"/phones/{PHONE}/dance", 404),
        ("POST", f"/phones/{PHONE}/unlink", 404),
        ("GET", f"/phones/{PHONE}/messages?chat={PEER}", 404),
        ("GET", f"/phones/{PHONE}/messages", 400),
        ("GET", f"/phones/{PHONE}/messages?chat={PEER}&limit=0", 400),
        ("GET", "/log?since=-1", 400),
        ("GET", "/log?since=x", 400),
        ("GET", "/log?limit=99999999", 400),
    ],
)
async def test_other_refusals(control: Control, method: str, path: str, status: int) -> None:
    answered, answer = await control.raw(method, path)
    assert answered == status
    assert answer["error"]["message"]


async def test_a_number_without_a_phone_is_not_on_whatsapp(control: Control) -> None:
    await control.post("/phones", {"number": PHONE})
    status, answer = await control.post(f"/phones/{PHONE}/send", {"to": PEER, "text": "hello"})
    assert (status, answer["error"]["code"]) == (400, "not_on_whatsapp")


async def test_a_banned_phone_sends_nothing(control: Control) -> None:
    for number in (PHONE, PEER):
        await control.post("/phones", {"number": number})
    await control.post(f"/phones/{PHONE}/ban", {"reason": "spam", "expiresInS": 60})
    status, answer = await control.post(f"/phones/{PHONE}/send", {"to": PEER, "text": "hello"})
    assert (status, answer["error"]["code"]) == (409, "banned")
    await control.post(f"/phones/{PHONE}/unban")
    assert (await control.post(f"/phones/{PHONE}/send", {"to": PEER, "text": "hello"}))[0] == 200
