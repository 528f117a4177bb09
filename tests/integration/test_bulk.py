"""Bulk sending through the whole gateway: REST, the queue, the simulator's phones, both databases."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from openwa_core.testing.running import running_gateway
from openwa_engine_simulator.server import serve_simulator
from tests.support.media_samples import an_image
from tests.support.rest_client import KEY, Phones, RestClient, callers
from tests.support.waiting import until

ME, PEER = "628111111111", "628222222222"
PEER_CHAT = f"{PEER}@c.us"
STRANGER_CHAT = "628999999999@c.us"
QUICK = {"delayBetweenMessages": 1000, "randomizeDelay": False}


@dataclass
class House:
    """A gateway that can be stopped and started again, and the world around it."""

    directory: Path
    database: str
    simulator: str
    files: str
    queue: dict[str, Any]
    fetched: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[RestClient, Phones]]:
        config = {
            "engines": [{"use": "simulator", "config": {"url": self.simulator}}],
            "storage": {"use": "tortoise", "config": {"url": self.database}},
            "media": {
                "use": "local",
                "config": {
                    "directory": str(self.directory / "media"),
                    "uploads_dir": str(self.directory / "uploads"),
                },
            },
            "queue": self.queue,
            "outgoing": {"allow": ["127.0.0.0/8"]},
            "test": {"enabled": True, "time_scale": 10},
        }
        async with (
            running_gateway(config, directory=self.directory) as gateway,
            callers(gateway.url, self.simulator) as both,
        ):
            yield both


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.redis])])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/openwa.db"
    url: str = request.getfixturevalue("fresh_postgres_url")
    return url


@pytest.fixture
def queue(request: pytest.FixtureRequest, database: str) -> dict[str, Any]:
    """Timers beside SQLite, Dramatiq beside PostgreSQL."""
    if database.startswith("sqlite"):
        return {"use": "local"}
    return {"use": "dramatiq", "config": {"broker": request.getfixturevalue("redis_url")}}


@pytest.fixture
async def house(
    tmp_path: Path, database: str, queue: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setenv("OPENWA_API_KEY", KEY)
    fetched: list[str] = []

    async def picture(request: web.Request) -> web.Response:
        fetched.append(request.path)
        return web.Response(body=an_image("PNG"), content_type="image/png")

    app = web.Application()
    app.router.add_get("/{name}.png", picture)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    files = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with serve_simulator("127.0.0.1:0") as simulator:
            yield House(
                directory=tmp_path,
                database=database,
                simulator=simulator.url,
                files=files,
                queue=queue,
                fetched=fetched,
            )
    finally:
        await runner.cleanup()


async def linked(client: RestClient, phones: Phones) -> str:
    session = await client.create("my-bot", "simulator")
    await client.until_status(session, "SCAN_QR")
    qr = await client.data("GET", f"/sessions/{session}/qr")
    await phones.scan(ME, qr["code"])
    await client.until_status(session, "CONNECTED")
    await phones.call("POST", "/phones", {"number": PEER})
    return session


def text(body: str, chat: str = PEER_CHAT, **variables: str) -> dict[str, Any]:
    return {"chatId": chat, "type": "text", "content": {"text": body}, "variables": variables}


async def submit(client: RestClient, session: str, *messages: dict[str, Any], **members: Any) -> str:  # noqa: ANN401
    body = {"messages": list(messages), "options": QUICK, **members}
    accepted = await client.data("POST", f"/sessions/{session}/messages/send-bulk", body)
    url: str = accepted["statusUrl"]
    assert url == f"/api/sessions/{session}/messages/batch/{accepted['batchId']}"
    return url.removeprefix("/api")


async def ended(client: RestClient, status_url: str) -> dict[str, Any]:
    found: dict[str, Any] = {}

    async def over() -> bool:
        nonlocal found
        found = await client.data("GET", status_url)
        parts = found["progress"]
        assert parts["total"] == sum(parts[name] for name in ("sent", "failed", "pending", "cancelled"))
        return bool(found["status"] != "processing")

    await until(over, timeout_s=30.0)
    return found


async def test_messages_of_all_kinds_reach_the_phone(house: House) -> None:
    async with house.open() as (client, phones):
        session = await linked(client, phones)
        url = f"{house.files}/promo.png"
        inline = base64.b64encode(an_image("PNG")).decode()
        messages = [
            text("Hello {name}!", name="John"),
            {
                "chatId": PEER_CHAT,
                "type": "image",
                "content": {"image": {"url": url}, "caption": "For {name}"},
                "variables": {"name": "Jane"},
            },
            {"chatId": PEER_CHAT, "type": "image", "content": {"image": {"url": url}, "caption": "Again"}},
            {"chatId": PEER_CHAT, "type": "image", "content": {"image": {"base64": inline}}},
            {"chatId": PEER_CHAT, "type": "location", "content": {"latitude": 1.5, "longitude": 2.5}},
            {
                "chatId": PEER_CHAT,
                "type": "poll",
                "content": {"poll": {"question": "?", "options": ["a", "b"]}},
            },
            text("nobody", STRANGER_CHAT),
        ]
        batch = await ended(client, await submit(client, session, *messages))
        assert batch["status"] == "completed"
        assert [one["status"] for one in batch["results"]] == ["sent"] * 6 + ["failed"]
        assert batch["results"][-1]["error"]["code"] == "MESSAGE_NUMBER_NOT_ON_WHATSAPP"
        assert house.fetched == ["/promo.png"]
        shown = await phones.texts(PEER, f"{ME}@c.us")
        assert shown[:3] == ["Hello John!", "For Jane", "Again"]
        history = await client.history(session, PEER_CHAT)
        assert {one["messageId"] for one in batch["results"] if one["status"] == "sent"} <= {
            message["id"] for message in history
        }


async def test_batch_goes_on_in_the_next_process(house: House) -> None:
    bodies = [f"text {number}" for number in range(6)]
    async with house.open() as (client, phones):
        session = await linked(client, phones)
        status_url = await submit(client, session, *map(text, bodies))

        async def begun() -> bool:
            return bool((await client.data("GET", status_url))["progress"]["sent"] >= 2)

        await until(begun)
    async with house.open() as (client, phones):
        batch = await ended(client, status_url)
        assert batch["progress"] == {"total": 6, "sent": 6, "failed": 0, "pending": 0, "cancelled": 0}
        assert await phones.texts(PEER, f"{ME}@c.us") == bodies


async def test_cancelled_batch_sends_no_more(house: House) -> None:
    async with house.open() as (client, phones):
        session = await linked(client, phones)
        status_url = await submit(client, session, *(text(f"text {number}") for number in range(20)))

        async def begun() -> bool:
            return bool((await client.data("GET", status_url))["progress"]["sent"] >= 1)

        await until(begun)
        cancelled = await client.data("POST", f"{status_url}/cancel")
        sent = cancelled["progress"]["sent"]
        assert (cancelled["status"], cancelled["progress"]["pending"]) == ("cancelled", 0)
        assert cancelled["progress"]["cancelled"] == 20 - sent
        events = await client.data("GET", f"/sessions/{session}/events?types=batch.completed")
        assert events["events"][0]["data"]["status"] == "cancelled"
        assert len(await phones.texts(PEER, f"{ME}@c.us")) == sent
        listed = await client.data("GET", status_url.rpartition("/")[0])
        assert [batch["status"] for batch in listed] == ["cancelled"]


async def test_faulty_batch_leaves_nothing_behind(house: House) -> None:
    async with house.open() as (client, phones):
        session = await linked(client, phones)
        good = {"chatId": PEER_CHAT, "type": "image"}
        messages = [
            {**good, "content": {"image": {"base64": base64.b64encode(an_image("PNG")).decode()}}},
            {**good, "content": {"image": {"base64": base64.b64encode(b"nothing").decode()}}},
        ]
        status, answer = await client.call(
            "POST", f"/sessions/{session}/messages/send-bulk", {"messages": messages}
        )
        assert (status, answer["error"]["code"]) == (400, "MESSAGE_MEDIA_INVALID_FORMAT")
        assert answer["error"]["details"]["fields"][0]["path"].startswith("messages[1].content.image")
        assert await client.data("GET", f"/sessions/{session}/messages/batch") == []
        kept = [path for path in (house.directory / "media").rglob("*") if path.is_file()]
        assert kept == []
