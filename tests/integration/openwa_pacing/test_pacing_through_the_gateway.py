"""Pacing through the whole gateway: REST, the database, the simulator's phones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from openwa_core.testing.running import running_gateway
from openwa_engine_simulator.server import serve_simulator
from tests.support.paced_clock import PacedClock
from tests.support.rest_client import KEY, Phones, RestClient, callers
from tests.support.waiting import until

ME, ANN, BEN = "628111111111", "628222222222", "628333333333"
MY_CHAT, ANNS_CHAT, BENS_CHAT = (f"{number}@c.us" for number in (ME, ANN, BEN))
QUIET = {"quiet_hours": {"timezone": "UTC", "begin": "00:00", "end": "00:03"}}
"""The clock of these tests begins at midnight."""


@dataclass
class House:
    """A gateway that can be stopped and started again, and the network with its phones."""

    directory: Path
    simulator: str
    clock: PacedClock = field(default_factory=PacedClock)

    @asynccontextmanager
    async def open(self, pacing: Mapping[str, Any]) -> AsyncIterator[tuple[RestClient, Phones]]:
        config = {
            "engines": [{"use": "simulator", "config": {"url": self.simulator}}],
            "storage": {"use": "tortoise", "config": {"url": f"sqlite://{self.directory}/openwa.db"}},
            "extensions": [{"use": "pacing", "config": pacing}],
        }
        async with (
            running_gateway(config, directory=self.directory, clock=self.clock) as gateway,
            callers(gateway.url, self.simulator) as both,
        ):
            yield both


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setenv("OPENWA_API_KEY", KEY)
    async with serve_simulator("127.0.0.1:0") as simulator:
        yield House(directory=tmp_path, simulator=simulator.url)


async def linked(client: RestClient, phones: Phones) -> str:
    session = await client.create("my-bot", "simulator")
    await client.until_status(session, "SCAN_QR")
    await phones.scan(ME, (await client.data("GET", f"/sessions/{session}/qr"))["code"])
    await client.until_status(session, "CONNECTED")
    for number in (ANN, BEN):
        await phones.call("POST", "/phones", {"number": number})
    return session


async def refused(client: RestClient, session: str, chat: str) -> tuple[dict[str, Any], int]:
    """The error, which must be a 429, and its `Retry-After`."""
    url = f"{client.base}/api/sessions/{session}/messages/send-text"
    body = {"chatId": chat, "text": "hello"}
    async with client.http.post(url, json=body, headers={"X-API-Key": KEY}) as answer:
        error: dict[str, Any] = (await answer.json())["error"]
        assert (answer.status, error["code"]) == (429, "MESSAGE_RATE_LIMITED")
        return error, int(answer.headers["Retry-After"])


async def test_phone_sees_somebody_write_before_the_message_comes(house: House) -> None:
    async with house.open({"typing": {"characters_per_s": 10, "max_s": 1}}) as (client, phones):
        session = await linked(client, phones)
        await client.send(session, ANNS_CHAT, "first")
        seen = f"/phones/{ANN}/presence?chat={MY_CHAT}"
        sending = asyncio.create_task(client.send(session, ANNS_CHAT, "a text that takes a second"))

        async def writes() -> bool:
            presence = await phones.call("GET", seen)
            return presence is not None and presence["state"] == "typing"

        await until(writes)
        assert await phones.texts(ANN, MY_CHAT) == ["first"]
        await sending
        assert await phones.texts(ANN, MY_CHAT) == ["first", "a text that takes a second"]
        assert (await phones.call("GET", seen))["state"] == "paused"


async def test_first_contacts_are_refused_beyond_the_cap_also_after_a_restart(house: House) -> None:
    section = {"first_contacts": {"per_hour": 1}}
    async with house.open(section) as (client, phones):
        session = await linked(client, phones)
        await client.send(session, ANNS_CHAT, "hello")
        await refused(client, session, BENS_CHAT)
    async with house.open(section) as (client, phones):
        await client.until_status(session, "CONNECTED")
        error, retry_after = await refused(client, session, BENS_CHAT)
        assert error["details"] == {"sessionId": session, "rule": "first_contacts", "limit": 1}
        assert 3500 < retry_after <= 3600
        await client.send(session, ANNS_CHAT, "how are you?")
        await phones.send(BEN, ME, "hello")

        async def has_written() -> bool:
            return bool(await client.history(session, BENS_CHAT))

        await until(has_written)
        await client.send(session, BENS_CHAT, "hello yourself")
        assert await phones.texts(BEN, MY_CHAT) == ["hello", "hello yourself"]


async def test_day_of_a_new_session_ends_for_every_kind_of_message(house: House) -> None:
    async with house.open({"warm_up": {"per_day": [1]}}) as (client, phones):
        session = await linked(client, phones)
        place = {"chatId": ANNS_CHAT, "latitude": 1.5, "longitude": 2.5}
        await client.data("POST", f"/sessions/{session}/messages/send-location", place)
        error, retry_after = await refused(client, session, ANNS_CHAT)
        assert error["details"] == {"sessionId": session, "rule": "warm_up", "limit": 1}
        assert 86_000 < retry_after <= 86_400


async def test_batch_waits_for_the_end_of_the_quiet_hours_and_goes_on(house: House) -> None:
    async with house.open(QUIET) as (client, phones):
        session = await linked(client, phones)
        error, retry_after = await refused(client, session, ANNS_CHAT)
        assert error["details"] == {"sessionId": session, "rule": "quiet_hours"}
        assert 60 < retry_after <= 180
        messages = [{"chatId": ANNS_CHAT, "type": "text", "content": {"text": f"text {n}"}} for n in range(3)]
        options = {"delayBetweenMessages": 1000, "randomizeDelay": False}
        bulk = f"/sessions/{session}/messages/send-bulk"
        accepted = await client.data("POST", bulk, {"messages": messages, "options": options})
        status_url = accepted["statusUrl"].removeprefix("/api")
        await refused(client, session, ANNS_CHAT)
        standing = await client.data("GET", status_url)
        assert (standing["status"], standing["progress"]["pending"]) == ("processing", 3)
        house.clock.pace = 30.0

        async def over() -> bool:
            return bool((await client.data("GET", status_url))["status"] != "processing")

        await until(over, timeout_s=60.0)
        standing = await client.data("GET", status_url)
        assert (standing["status"], standing["progress"]["sent"]) == ("completed", 3)
        assert await phones.texts(ANN, MY_CHAT) == ["text 0", "text 1", "text 2"]
