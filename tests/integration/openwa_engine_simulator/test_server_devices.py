"""The device socket over real connections, frame by frame."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.lobby import QrSettings
from openwa_engine_simulator.network.switches import Fault
from openwa_engine_simulator.server import Simulator, serve_simulator

PHONE = Number("6281100000001")
PEER = Number("6281100000002")
PATIENCE_S = 5.0


class Device:
    """A linked device's client, as a browser page is one."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, kind: str, **fields: object) -> None:
        await self.socket.send_json({"t": kind, **fields})

    async def hear(self, *kinds: str) -> Any:  # noqa: ANN401  JSON
        """The next frame, which must be of one of these kinds."""
        frame = await self.socket.receive_json(timeout=PATIENCE_S)
        assert frame["t"] in kinds, frame
        return frame

    async def hears_the_end(self) -> None:
        end = await self.socket.receive(timeout=PATIENCE_S)
        assert end.type is aiohttp.WSMsgType.CLOSE, end


class Desk:
    def __init__(self, simulator: Simulator, http: aiohttp.ClientSession) -> None:
        self.phones = simulator.network.phones
        self.network = simulator.network
        self._url = simulator.device_url
        self._http = http

    async def connect(self, token: str | None = None, **hello: object) -> Device:
        device = Device(await self._http.ws_connect(self._url))
        await device.say("hello", token=token, **hello)
        return device

    async def is_off(self, token: str) -> None:
        """Waits until the network has noticed that the device of this link has gone."""
        link = self.network.book.state.links[token]
        async with asyncio.timeout(PATIENCE_S):
            while self.network.board.is_on(link):
                await asyncio.sleep(0.01)

    async def link(self) -> tuple[Device, str]:
        device = await self.connect()
        ref = (await device.hear("ref"))["ref"]
        self.phones.scan(PHONE, f"{ref},a,b,c")
        token = (await device.hear("paired"))["token"]
        await device.hear("sync")
        return device, token


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with (
        serve_simulator(qr=QrSettings(ttl_s=20.0)) as simulator,
        aiohttp.ClientSession() as http,
    ):
        for number, name in ((PHONE, "Ann"), (PEER, "Ben")):
            simulator.network.phones.save(number, push_name=name)
        yield Desk(simulator, http)


async def test_a_device_shows_a_ref_and_is_linked(desk: Desk) -> None:
    device = await desk.connect()
    ref = await device.hear("ref")
    assert ref["ttlMs"] == 20_000
    desk.phones.scan(PHONE, f"{ref['ref']},a,b,c")
    paired = await device.hear("paired")
    assert paired["me"] | {"lid": None} == {
        "user": PHONE,
        "device": 1,
        "lid": None,
        "pushName": "Ann",
        "platform": "android",
    }
    assert (await device.hear("sync"))["last"]


async def test_a_code_links_too(desk: Desk) -> None:
    device = await desk.connect()
    await device.hear("ref")
    await device.say("link_code", n=1, phone=PHONE)
    result = await device.hear("result")
    desk.phones.enter_code(PHONE, result["data"]["code"])
    await device.hear("paired")


async def test_a_send_is_answered_and_acknowledged(desk: Desk) -> None:
    device, _ = await desk.link()
    message = {"id": "3EB0AA", "to": f"{PEER}@c.us", "type": "chat", "body": "hello"}
    await device.say("send", n=7, message=message)
    result = await device.hear("result")
    assert (result["n"], result["ok"]) == (7, True)
    ack = await device.hear("ack")
    assert (ack["chat"], ack["ids"], ack["fromMe"], ack["ack"]) == (f"{PEER}@c.us", ["3EB0AA"], True, 2)
    desk.phones.read(PEER, f"{PHONE}@c.us")
    assert (await device.hear("ack"))["ack"] == 3


async def test_what_a_device_missed_is_in_its_sync(desk: Desk) -> None:
    device, token = await desk.link()
    desk.phones.send(PEER, f"{PHONE}@c.us", "seen")
    assert (await device.hear("contact"))["contact"]["pushName"] == "Ben"
    await device.hear("message")
    await device.socket.close()
    await desk.is_off(token)
    missed = desk.phones.send(PEER, f"{PHONE}@c.us", "missed")
    again = await desk.connect(token)
    assert (await again.hear("resumed"))["me"]["user"] == PHONE
    sync = await again.hear("sync")
    assert [message["body"] for message in sync["messages"]] == ["seen", "missed"]
    assert missed in sync["missed"]
    assert [(chat["id"], chat["name"], chat["unread"]) for chat in sync["chats"]] == [
        (f"{PEER}@c.us", "Ben", 2)
    ]


async def test_a_long_history_is_synced_in_pieces(desk: Desk) -> None:
    for number in range(250):
        desk.phones.send(PEER, f"{PHONE}@c.us", f"text {number}")
    device = await desk.connect()
    desk.phones.scan(PHONE, (await device.hear("ref"))["ref"])
    await device.hear("paired")
    pieces = [await device.hear("sync")]
    while not pieces[-1]["last"]:
        pieces.append(await device.hear("sync"))
    bodies = [message["body"] for piece in pieces for message in piece["messages"]]
    assert bodies == [f"text {number}" for number in range(50, 250)]


async def test_a_second_client_replaces_the_first(desk: Desk) -> None:
    first, token = await desk.link()
    second = await desk.connect(token)
    await second.hear("resumed")
    await first.hear("replaced")
    await first.hears_the_end()


async def test_logout_kills_the_token(desk: Desk) -> None:
    device, token = await desk.link()
    await device.say("logout", n=1)
    assert (await device.hear("result"))["ok"]
    assert (await device.hear("logout"))["reason"] == "user_initiated"
    again = await desk.connect(token)
    await again.hear("ref")


async def test_unlink_on_the_phone_reaches_the_device(desk: Desk) -> None:
    device, _ = await desk.link()
    desk.phones.unlink(PHONE, "device_removed")
    assert (await device.hear("logout"))["reason"] == "device_removed"
    await device.say("hello", token=None)
    await device.hear("ref")


async def test_a_ban_hangs_up_and_is_told_again(desk: Desk) -> None:
    device, token = await desk.link()
    desk.phones.ban(PHONE, "spam", 60.0)
    assert await device.hear("banned") == {"t": "banned", "reason": "spam", "expiresInS": 60}
    await device.hears_the_end()
    again = await desk.connect(token)
    await again.hear("banned")
    await again.hears_the_end()


async def test_a_cut_refuses_connections_for_its_time(desk: Desk) -> None:
    device, token = await desk.link()
    desk.network.throw(None, Fault(), cut_s=0.3)
    await device.hears_the_end()
    await (await desk.connect(token)).hears_the_end()
    async with asyncio.timeout(PATIENCE_S):
        while desk.network.switches.is_cut(PHONE, desk.network.book.timers.now()):
            await asyncio.sleep(0.02)
    await (await desk.connect(token)).hear("resumed")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"hello"',
        '{"t":"dance"}',
        '{"t":"send","n":5}',
        '{"t":"send","n":5,"message":{"id":"3EB0AA","to":"nobody","body":"x"}}',
        '{"t":"send","n":5,"message":{"id":"a b","to":"62811000@c.us","body":"x"}}',
        '{"t":"send","n":5,"message":{"id":"3EB0AA","to":"62811000@c.us","body":"\\ud800"}}',
        '{"t":"got","seq":-1}',
        '{"t":"exists","n":1e400,"phone":"62811"}',
        "[" * 50_000,
    ],
)
async def test_a_malformed_frame_is_answered_and_the_connection_stays(desk: Desk, text: str) -> None:
    device, _ = await desk.link()
    await device.socket.send_str(text)
    result = await device.hear("result")
    assert (result["ok"], result["error"]["code"]) == (False, "bad_frame")
    assert result["n"] == (5 if '"n":5' in text else None)
    await device.say("exists", n=9, phone=PEER)
    assert (await device.hear("result"))["data"]["exists"]


@pytest.mark.parametrize("data", [b"", b"\0\xff", b'{"t":"hello"'])
async def test_a_binary_frame_that_is_no_json_is_answered(desk: Desk, data: bytes) -> None:
    device, _ = await desk.link()
    await device.socket.send_bytes(data)
    assert (await device.hear("result"))["error"]["code"] == "bad_frame"


async def test_hello_comes_first(desk: Desk) -> None:
    device = await desk.connect()
    await device.hear("ref")
    await device.say("send", n=1, message={"id": "3EB0AA", "to": f"{PEER}@c.us", "body": "x"})
    assert (await device.hear("result"))["error"]["code"] == "refused"


async def test_a_known_token_in_the_wrong_place_is_refused(desk: Desk) -> None:
    device, _ = await desk.link()
    for n, frame in enumerate(("link_code", "logout", "logout")):
        await device.say(frame, n=n, **({"phone": PHONE} if frame == "link_code" else {}))
    assert (await device.hear("result"))["error"]["code"] == "refused"
    assert (await device.hear("result"))["ok"]
    await device.hear("logout")
    assert (await device.hear("result"))["error"]["code"] == "refused"


async def test_a_client_that_reads_nothing_is_cut_off(desk: Desk) -> None:
    """What waits for it is bounded: its next sync has the rest."""
    device, token = await desk.link()
    link = desk.network.book.state.links[token]
    for _ in range(200):  # more than the sockets' buffers hold
        desk.phones.send(PEER, f"{PHONE}@c.us", "x" * 65_536)
    async with asyncio.timeout(2 * PATIENCE_S):
        while desk.network.board.is_on(link):
            for number in range(100):
                desk.phones.send(PEER, f"{PHONE}@c.us", f"text {number}")
            await asyncio.sleep(0.01)
    assert not device.socket.closed
