"""The whole house: create, QR, scan, text, answer, receipts, restart; on both engines and both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from openwa_core.testing.running import running_gateway
from openwa_engine_simulator.server import serve_simulator
from tests.support.qr_reader import read_qr_url
from tests.support.rest_client import KEY, Phones, RestClient, callers
from tests.support.waiting import until

ME, PEER = "628111111111", "628222222222"
PEER_CHAT = f"{PEER}@c.us"


@dataclass(frozen=True, kw_only=True)
class House:
    """How to start the gateway under test; twice on the same data gives the same house."""

    engine: str
    database: str
    directory: Path
    simulator: str

    @asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[RestClient, Phones]]:
        async with (
            running_gateway(self._config(), directory=self.directory) as gateway,
            callers(gateway.url, self.simulator) as both,
        ):
            yield both

    def _config(self) -> dict[str, Any]:
        options: dict[str, Any] = {"url": self.simulator}
        if self.engine == "playwright":
            options = {"url": f"{self.simulator}/", "profiles_dir": str(self.directory / "profiles")}
        return {
            "engines": [{"use": self.engine, "config": options}],
            "storage": {"use": "tortoise", "config": {"url": self.database}},
        }


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
        yield House(engine=engine, database=database, directory=tmp_path, simulator=simulator.url)


async def link(client: RestClient, phones: Phones, house: House) -> str:
    session = await client.create("my-bot", house.engine)
    await client.until_status(session, "SCAN_QR")
    qr = await client.data("GET", f"/sessions/{session}/qr")
    assert read_qr_url(qr["image"]) == qr["code"]
    await phones.call("POST", "/phones", {"number": PEER, "pushName": "Peer", "platform": "iphone"})
    await phones.scan(ME, qr["code"], push_name="My Bot")
    return session


async def test_from_nothing_to_an_answer_that_was_read(house: House) -> None:
    async with house.open() as (client, phones):
        session = await link(client, phones, house)
        linked = await client.until_status(session, "CONNECTED")
        assert {name: linked[name] for name in ("phoneNumber", "pushName", "platform")} == {
            "phoneNumber": ME,
            "pushName": "My Bot",
            "platform": "android",
        }

        sent = await client.send(session, PEER_CHAT, "Hello, World! 😀")
        assert sent["status"] == "sent"
        assert sent["messageId"].startswith(f"true_{PEER_CHAT}_3EB0")
        assert await phones.texts(PEER, f"{ME}@c.us") == ["Hello, World! 😀"]

        await phones.send(PEER, ME, "Hello back")
        await phones.call("POST", f"/phones/{PEER}/read", {"chat": f"{ME}@c.us"})

        async def answered_and_read() -> bool:
            shown = await client.history(session, PEER_CHAT)
            return [(each["body"], each.get("ack")) for each in shown] == [
                ("Hello back", None),
                ("Hello, World! 😀", 4),
            ]

        await until(answered_and_read)
        (answer, own) = await client.history(session, PEER_CHAT)
        assert (answer["from"], answer["to"], answer["fromMe"]) == (PEER_CHAT, f"{ME}@c.us", False)
        assert own["id"] == sent["messageId"]
        assert (await client.history(session, PEER_CHAT, f"?before={answer['id']}&limit=5")) == [own]

        quote = await client.send(
            session, PEER_CHAT, "as you said", quotedMessageId=answer["id"], mentionedIds=[PEER_CHAT]
        )
        (newest, *_) = await client.history(session, PEER_CHAT, "?limit=1")
        assert newest["id"] == quote["messageId"]
        assert newest["quotedMessageId"] == answer["id"]


async def test_a_restart_of_the_gateway_needs_no_scan(house: House) -> None:
    async with house.open() as (client, phones):
        session = await link(client, phones, house)
        await client.until_status(session, "CONNECTED")
        await client.send(session, PEER_CHAT, "before")
    async with house.open() as (client, phones):
        await client.until_status(session, "CONNECTED")
        await client.send(session, PEER_CHAT, "after")
        assert await phones.texts(PEER, f"{ME}@c.us") == ["before", "after"]


async def test_a_phone_that_unlinks_the_device_logs_the_session_out(house: House) -> None:
    async with house.open() as (client, phones):
        session = await link(client, phones, house)
        await client.until_status(session, "CONNECTED")
        await phones.call("POST", f"/phones/{ME}/unlink", {})
        gone = await client.until_status(session, "DISCONNECTED")
        assert gone["statusReason"]["code"] == "SESSION_LOGGED_OUT"
        status, answer = await client.call(
            "POST", f"/sessions/{session}/messages/send-text", {"chatId": PEER_CHAT, "text": "too late"}
        )
        assert (status, answer["error"]["code"]) == (400, "SESSION_LOGGED_OUT")
        await client.data("POST", f"/sessions/{session}/start")
        await client.until_status(session, "SCAN_QR")


async def test_logout_stop_start_and_delete(house: House) -> None:
    async with house.open() as (client, phones):
        session = await link(client, phones, house)
        await client.until_status(session, "CONNECTED")
        await client.data("POST", f"/sessions/{session}/stop")
        stopped = await client.until_status(session, "DISCONNECTED")
        assert stopped["statusReason"]["code"] == "SESSION_NOT_READY"
        await client.data("POST", f"/sessions/{session}/start")
        await client.until_status(session, "CONNECTED")
        await client.data("POST", f"/sessions/{session}/logout")
        assert (await client.until_status(session, "DISCONNECTED"))["statusReason"][
            "code"
        ] == "SESSION_LOGGED_OUT"
        await client.data("DELETE", f"/sessions/{session}")
        status, answer = await client.call("GET", f"/sessions/{session}")
        assert (status, answer["error"]["code"]) == (404, "SESSION_NOT_FOUND")


async def test_a_pairing_code_links_as_a_scan_does(house: House) -> None:
    async with house.open() as (client, phones):
        session = await client.create("my-bot", house.engine)
        await client.until_status(session, "SCAN_QR")
        await phones.call("POST", "/phones", {"number": ME, "pushName": "My Bot", "platform": "android"})
        pairing = await client.data("POST", f"/sessions/{session}/pairing-code", {"phone": ME})
        await phones.call("POST", f"/phones/{ME}/enter-code", {"code": pairing["code"]})
        await client.until_status(session, "CONNECTED")
