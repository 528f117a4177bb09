"""Somebody else's wheel replaces engine, storage and auth by three lines of YAML and no change to core."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from openwa_core.testing.contracts.sink import SinkCase, SinkContract
from openwa_core.testing.contracts.storage import StorageContract
from openwa_core.testing.fakes.context import FakeContext, FakeStoreContext
from openwa_hookspecs.models.ids import EventId
from openwa_hookspecs.storage import Storage
from tests.support.rest_client import KEY
from tests.support.served import ServedGateway
from tests.support.waiting import until
from tests.support.wheel import build_wheel

PROJECT = Path(__file__).parent / "data" / "openwa-strangers"
CHAT = "628123456789@c.us"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and installed by pip into a folder of its own."""
    folder = tmp_path_factory.mktemp("strangers")
    wheel = build_wheel(folder, PROJECT)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*pip, "--target", folder / "site", wheel], check=True, timeout=120, capture_output=True)
    return folder / "site"


@pytest.fixture
async def gateway(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedGateway]:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")]))
    config = {
        "engines": [{"use": "parrot", "config": {"number": "628777777777"}}],
        "storage": {"use": "memory"},
        "auth": [{"use": "watchword", "config": {"word": "open sesame"}}],
    }
    served = ServedGateway(directory=tmp_path, config=config)
    await served.start()
    yield served
    assert await served.stop() == 0


async def call(gateway: ServedGateway, method: str, path: str, body: object = None, *, word: str) -> Any:  # noqa: ANN401
    async with (
        aiohttp.ClientSession(headers={"X-API-Key": word}) as http,
        http.request(method, f"{gateway.url}/api{path}", json=body) as answer,
    ):
        return await answer.json()


async def test_engine_storage_and_auth_of_a_stranger_carry_the_first_message(gateway: ServedGateway) -> None:
    async def data(method: str, path: str, body: object = None) -> Any:  # noqa: ANN401
        answer = await call(gateway, method, path, body, word="open sesame")
        assert answer["success"], answer
        return answer["data"]

    refused = await call(gateway, "GET", "/sessions", word="open barley")
    assert refused["error"]["code"] == "UNAUTHORIZED"
    session = (await data("POST", "/sessions", {"name": "polly"}))["id"]

    async def connected() -> bool:
        return bool((await data("GET", f"/sessions/{session}"))["status"] == "CONNECTED")

    await until(connected)
    assert (await data("GET", f"/sessions/{session}"))["platform"] == "cage"
    await data("POST", f"/sessions/{session}/messages/send-text", {"chatId": CHAT, "text": "Pieces of eight"})

    async def echoed() -> bool:
        shown = await data("GET", f"/sessions/{session}/chats/{CHAT}/messages")
        return sorted((each["body"], each["fromMe"]) for each in shown) == [
            ("Pieces of eight", False),
            ("Pieces of eight", True),
        ]

    await until(echoed)
    no_qr = await call(gateway, "GET", f"/sessions/{session}/qr", word="open sesame")
    assert no_qr["error"]["code"] == "CAPABILITY_NOT_SUPPORTED"


async def test_plugins_list_names_the_strangers_and_their_distribution(installed: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "openwa_core", "plugins", "list"),
        env={**os.environ, "PYTHONPATH": str(installed)},
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        said, _ = await process.communicate()
    assert process.returncode == 0
    for name in ("parrot", "memory", "watchword", "openwa-strangers"):
        assert name in said.decode()


def ledger_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite://{tmp_path}/openwa.db"


@pytest.fixture
async def keeping(
    database_url: str, installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedGateway]:
    """A gateway that keeps all events in a file."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")]))
    config = {
        "engines": [{"use": "parrot"}],
        "storage": {"use": "tortoise", "config": {"url": database_url}},
        "sinks": [
            {"use": "ledger", "start": "beginning", "config": {"file": str(tmp_path / "ledger.jsonl")}}
        ],
    }
    served = ServedGateway(directory=tmp_path, config=config)
    await served.start()
    yield served
    assert await served.stop() == 0


async def a_session(gateway: ServedGateway) -> str:
    session: str = (await call(gateway, "POST", "/sessions", {"name": "polly"}, word=KEY))["data"]["id"]
    await until(lambda: is_connected(gateway, session))
    return session


async def is_connected(gateway: ServedGateway, session: str) -> bool:
    shown = await call(gateway, "GET", f"/sessions/{session}", word=KEY)
    return bool(shown["data"]["status"] == "CONNECTED")


async def talk(gateway: ServedGateway, session: str, *, count: int, kills: int) -> None:
    """Send that many texts, and kill the gateway between them."""
    for number in range(count):
        body = {"chatId": CHAT, "text": f"text {number}"}
        answer = await call(gateway, "POST", f"/sessions/{session}/messages/send-text", body, word=KEY)
        assert answer["success"], answer
        if number % (count // kills) == count // kills - 1:
            await gateway.kill()
            await gateway.start()
            await until(lambda: is_connected(gateway, session))


async def logged(gateway: ServedGateway, session: str) -> list[dict[str, Any]]:
    path = f"/sessions/{session}/events?since=0&limit=1000"
    events: list[dict[str, Any]] = (await call(gateway, "GET", path, word=KEY))["data"]["events"]
    return events


async def test_sink_of_a_stranger_gets_every_event_though_the_gateway_is_killed(
    keeping: ServedGateway, tmp_path: Path
) -> None:
    """And once more when the operator wants that, without a stop of the gateway."""
    file = tmp_path / "ledger.jsonl"
    session = await a_session(keeping)
    await talk(keeping, session, count=60, kills=5)

    async def arrived() -> bool:
        wanted = {event["id"] for event in await logged(keeping, session)}
        return {line["id"] for line in ledger_lines(file)} >= wanted

    await until(arrived)
    first_times = list(dict.fromkeys(line["seq"] for line in ledger_lines(file)))
    assert first_times == sorted(first_times)
    sent = [event for event in await logged(keeping, session) if event["event"] == "message.sent"]
    assert {event["data"]["body"] for event in sent} == {f"text {number}" for number in range(60)}
    before = len(ledger_lines(file))
    assert (await _replay(keeping, since="0")).startswith("ledger gets ")
    await until(lambda: len(ledger_lines(file)) >= before + len(first_times))


async def _replay(gateway: ServedGateway, *, since: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "openwa_core", "events", "replay"),
        *("--config", str(gateway.directory / "config.json"), "--sink", "ledger", "--since", since),
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


class TestStrangersSink(SinkContract):
    """A file of lines."""

    @pytest.fixture
    def case(self, installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SinkCase:
        monkeypatch.syspath_prepend(str(installed))
        ledger, file = importlib.import_module("openwa_strangers.ledger"), tmp_path / "ledger.jsonl"

        async def arrived() -> list[EventId]:
            return [line["id"] for line in ledger_lines(file)]

        sink = ledger.Ledger(ledger.LedgerConfig(file=file), FakeStoreContext())
        return SinkCase(sink=sink, arrived=arrived)


class TestStrangersStorage(StorageContract):
    """The contract suite is for everybody."""

    @pytest.fixture
    def storage(self, installed: Path, monkeypatch: pytest.MonkeyPatch) -> Storage:
        monkeypatch.syspath_prepend(str(installed))
        memory = importlib.import_module("openwa_strangers.memory")
        storage: Storage = memory.Memory(memory.MemoryConfig(), FakeContext())
        return storage
