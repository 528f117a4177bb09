"""Files through the whole house, both ways: from a caller to a phone, and from a phone to a caller."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from openwa_core.testing.running import running_gateway
from openwa_engine_simulator.server import serve_simulator
from tests.support.canary import Canary, a_canary
from tests.support.media_samples import SAMPLES, an_image, sound, webp_of
from tests.support.rest_client import KEY, Phones, RestClient, callers
from tests.support.waiting import until

ME, PEER = "628111111111", "628222222222"
PEER_CHAT, MY_CHAT = f"{PEER}@c.us", f"{ME}@c.us"
FILES = {
    "image": an_image("JPEG", 64, 48),
    "video": SAMPLES["video/mp4"] + bytes(5000),
    "document": SAMPLES["application/pdf"] + bytes(5000),
    "sticker": webp_of(512, 512),
    "audio": SAMPLES["audio/mpeg"] * 20,
}


@dataclass(frozen=True, kw_only=True)
class House:
    """A gateway with one session, and the phone of somebody who writes with it."""

    client: RestClient
    phones: Phones
    session: str
    uploads: Path

    async def send(self, kind: str, source: Mapping[str, str], **more: Any) -> dict[str, Any]:  # noqa: ANN401
        body = {"chatId": PEER_CHAT, kind: dict(source), **more}
        sent: dict[str, Any] = await self.client.data(
            "POST", f"/sessions/{self.session}/messages/send-{kind}", body
        )
        return sent

    async def on_the_phone(self) -> tuple[dict[str, Any], bytes]:
        """The newest message there, and its file."""
        shown = (await self.phones.call("GET", f"/phones/{PEER}/messages?chat={MY_CHAT}"))[-1]
        return shown, await self.from_network(shown["enclosed"]["id"])

    async def from_network(self, file: str) -> bytes:
        async with self.phones.http.get(f"{self.phones.base}/media/{file}") as answer:
            return await answer.read()

    async def from_phone(self, kind: str, content: bytes, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """The message as the gateway shows it."""
        async with self.phones.http.post(f"{self.phones.base}/media", data=content) as answer:
            file = (await answer.json())["id"]
        body = {"to": ME, "kind": kind, "media": file, **more}
        key = (await self.phones.call("POST", f"/phones/{PEER}/send-media", body))["id"]
        path = f"/sessions/{self.session}/messages/false_{PEER_CHAT}_{key}"
        message: dict[str, Any] = {}

        async def seen() -> bool:
            nonlocal message
            status, answer = await self.client.call("GET", path)
            message = answer.get("data", {})
            return status == 200

        await until(seen)
        return message

    async def download(self, url: str, **headers: str) -> tuple[int, bytes, Mapping[str, str]]:
        sent = {"X-API-Key": KEY, **headers}
        async with self.client.http.get(f"{self.client.base}{url}", headers=sent) as answer:
            return answer.status, await answer.read(), answer.headers


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/openwa.db"
    url: str = request.getfixturevalue("fresh_postgres_url")
    return url


@pytest.fixture(params=["simulator", pytest.param("playwright", marks=pytest.mark.browser)])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "playwright":
        request.getfixturevalue("chromium_path")
        request.getfixturevalue("wa_js_bundle")
    name: str = request.param
    return name


@pytest.fixture
async def house(
    engine: str, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setenv("OPENWA_API_KEY", KEY)
    async with serve_simulator("127.0.0.1:0") as simulator:
        options: dict[str, Any] = {"url": simulator.url}
        if engine == "playwright":
            options = {"url": f"{simulator.url}/", "profiles_dir": str(tmp_path / "profiles")}
        config = {
            "engines": [{"use": engine, "config": options}],
            "storage": {"use": "tortoise", "config": {"url": database}},
            "outgoing": {"allow": ["127.0.0.0/8"]},
            "rate_limits": dict.fromkeys(("session", "send", "read")),
        }
        async with (
            running_gateway(config, directory=tmp_path) as gateway,
            callers(gateway.url, simulator.url) as (client, phones),
        ):
            session = await client.create("my-bot", engine)
            await client.until_status(session, "SCAN_QR")
            qr = await client.data("GET", f"/sessions/{session}/qr")
            await phones.call("POST", "/phones", {"number": PEER, "pushName": "Peer", "platform": "iphone"})
            await phones.scan(ME, qr["code"])
            await client.until_status(session, "CONNECTED")
            yield House(client=client, phones=phones, session=session, uploads=tmp_path / "uploads")


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    async with a_canary() as canary:
        yield canary


@pytest.mark.parametrize("kind", FILES)
async def test_file_reaches_the_phone_byte_by_byte(house: House, canary: Canary, kind: str) -> None:
    content = FILES[kind]
    canary.page("/file.bin", content)
    await asyncio.to_thread((house.uploads / "file.bin").write_bytes, content)
    sources: list[dict[str, str]] = [
        {"url": f"http://127.0.0.1:{canary.port}/file.bin"},
        {"path": "/uploads/file.bin"},
        {"base64": base64.b64encode(content).decode()},
    ]
    for source in sources:
        sent = await house.send(kind, source)
        shown, received = await house.on_the_phone()
        assert received == content
        message = await house.client.data("GET", f"/sessions/{house.session}/messages/{sent['messageId']}")
        assert (message["type"], message["hasMedia"]) == (kind, True)
        assert (message["media"]["size"], message["media"]["state"]) == (len(content), "stored")
        status, again, headers = await house.download(message["media"]["url"])
        assert (status, again) == (200, content)
        assert headers["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
        assert (
            shown["enclosed"]["mimetype"].partition(";")[0] == message["media"]["mimetype"].partition(";")[0]
        )


async def test_voice_note_arrives_as_opus_with_its_length(house: House) -> None:
    pytest.importorskip("av", reason="needs PyAV: the extra 'audio'")
    content = base64.b64encode(sound(seconds=1.5)).decode()
    sent = await house.send("audio", {"base64": content}, ptt=True)
    shown, received = await house.on_the_phone()
    message = await house.client.data("GET", f"/sessions/{house.session}/messages/{sent['messageId']}")
    assert received.startswith(b"OggS")
    assert shown["type"] == "ptt"
    assert shown["enclosed"]["seconds"] in (1, 2, message["media"]["duration"])
    assert shown["enclosed"]["waveform"]
    assert message["type"] == "ptt"
    assert message["media"]["duration"] == pytest.approx(1.5, abs=0.2)


@pytest.mark.parametrize("kind", FILES)
async def test_file_from_a_phone_is_fetched_and_given_out(house: House, kind: str) -> None:
    content = FILES[kind]
    message = await house.from_phone(kind, content, filename="from a phone.bin")
    assert (message["type"], message["hasMedia"]) == (kind, True)
    status, received, headers = await house.download(message["media"]["url"])
    assert (status, received) == (200, content)
    assert headers["Content-Length"] == str(len(content))
    status, part, _ = await house.download(message["media"]["url"], Range="bytes=2-5")
    assert (status, part) == (206, content[2:6])

    async def stored() -> bool:
        path = f"/sessions/{house.session}/messages/{message['messageId']}"
        return bool((await house.client.data("GET", path))["media"]["state"] == "stored")

    await until(stored)


async def test_file_that_whatsapp_lost_is_still_here(house: House) -> None:
    message = await house.from_phone("image", FILES["image"])
    await until(lambda: _is_stored(house, message))
    key = message["messageId"].split("_")[2]
    await house.phones.call("POST", f"/phones/{PEER}/lose-media", {"chat": MY_CHAT, "id": key})
    status, received, _ = await house.download(message["media"]["url"])
    assert (status, received) == (200, FILES["image"])
    nowhere = f"/api/sessions/{house.session}/messages/false_{PEER_CHAT}_3A00DOESNOTEXIST/media"
    status, answer, _ = await house.download(nowhere)
    assert status == 404
    assert b"NOT_FOUND" in answer


async def _is_stored(house: House, message: Mapping[str, Any]) -> bool:
    path = f"/sessions/{house.session}/messages/{message['messageId']}"
    return bool((await house.client.data("GET", path))["media"]["state"] == "stored")


async def test_refusals_name_the_member_of_the_request(house: House, canary: Canary) -> None:
    canary.page("/text", b"just text")
    large = base64.b64encode(bytes(500 * 1024 + 1)).decode()
    cases: list[tuple[str, dict[str, str], int, str]] = [
        ("image", {"url": f"http://127.0.0.1:{canary.port}/text"}, 400, "MESSAGE_MEDIA_INVALID_FORMAT"),
        ("image", {"url": "http://169.254.169.254/latest/meta-data"}, 400, "MESSAGE_MEDIA_DOWNLOAD_FAILED"),
        ("image", {"path": "../openwa.db"}, 400, "MESSAGE_MEDIA_DOWNLOAD_FAILED"),
        ("image", {"base64": "AAAA"}, 400, "MESSAGE_MEDIA_INVALID_FORMAT"),
        ("sticker", {"base64": large}, 413, "MESSAGE_MEDIA_TOO_LARGE"),
    ]
    for kind, source, status, code in cases:
        body = {"chatId": PEER_CHAT, kind: source}
        got, answer = await house.client.call("POST", f"/sessions/{house.session}/messages/send-{kind}", body)
        assert (got, answer["error"]["code"]) == (status, code)
        assert answer["error"]["details"]["field"] == f"{kind}.{next(iter(source))}"
