"""What is no proper request, and who ends one half way, over real sockets: on both servers."""

import asyncio
import json
import logging

import pytest
from quart import Quart, request

from openwa_core.app import create_app
from openwa_core.config.models import ServerConfig
from tests.support.serving import Answer, Peer, serving

HEAD = b"POST /echo HTTP/1.1\r\nhost: test\r\n"
CHUNKED = b"transfer-encoding: chunked\r\n"


@pytest.fixture
def app() -> Quart:
    app = create_app(ServerConfig())

    async def slow() -> dict[str, str]:
        await asyncio.sleep(0.05)
        return {"hello": "world"}

    async def echo() -> bytes | str:
        return await request.get_data()

    app.add_url_rule("/", "slow", slow)
    app.add_url_rule("/echo", "echo", echo, methods=["POST"])
    return app


@pytest.fixture(params=["hypercorn", "uvicorn"])
def use(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\xff\r\n\r\n",
        b"HELLO\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: test\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: test\r\nx: a\0b\r\n\r\n",
        HEAD + b"content-length: -1\r\n\r\n",
        HEAD + b"content-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
        HEAD + CHUNKED + b"\r\nzz\r\nabc\r\n0\r\n\r\n",
        HEAD + CHUNKED + b"content-length: 3\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\nhost: test\r\n\r\n",
    ],
)
async def test_what_is_no_request_gets_one_envelope_and_the_end(
    app: Quart, use: str, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(app, use=use) as served:
        peer = await served.connect()
        await peer.send(data)
        expect_refusal(await peer.answer(), 400)
        assert await peer.until_closed() == b""
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_two_lengths_of_a_body_are_refused_to_head_as_well(app: Quart) -> None:
    async with serving(app, use="hypercorn") as served:
        peer = await served.connect()
        await peer.send(b"HEAD / HTTP/1.1\r\nhost: test\r\ncontent-length: 3\r\n" + CHUNKED + b"\r\n")
        answer = await peer.until_closed()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nhost: test\r\nx: " + b"a" * 17_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: test\r\n" + b"x: aaaaaaaaaa\r\n" * 2_000 + b"\r\n",
        b"GET /?" + b"a" * 17_000 + b" HTTP/1.1\r\nhost: test\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: test\r\nx: " + b"a" * 500_000,
    ],
    ids=["one header", "many headers", "query", "no end"],
)
async def test_a_head_that_is_too_large_is_told_so(app: Quart, use: str, head: bytes) -> None:
    async with serving(app, use=use, header_timeout_s=30) as served:
        peer = await served.connect()
        await peer.send(head)
        expect_refusal(await peer.answer(), 431)
        assert await peer.until_closed() == b""


@pytest.mark.parametrize("host", [b"a..b", b"a" * 300, b"\xff", b"[::1", b"", b"<b>"])
async def test_the_host_that_a_peer_names_does_not_matter(app: Quart, use: str, host: bytes) -> None:
    async with serving(app, use=use) as served:
        peer = await served.connect()
        await peer.send(b"GET / HTTP/1.1\r\nhost: " + host + b"\r\n\r\n")
        assert (await peer.answer()).status == 200
        await peer.send(b"GET /nowhere HTTP/1.1\r\nhost: " + host + b"\r\n\r\n")
        assert (await peer.answer()).status == 404


async def test_a_peer_that_has_said_all_still_gets_its_answers(app: Quart, use: str) -> None:
    async with serving(app, use=use, keep_alive_s=30) as served:
        peer = await served.connect()
        await peer.send(HEAD + b"content-length: 3\r\n\r\nabc" + b"GET / HTTP/1.1\r\nhost: test\r\n\r\n")
        peer.writer.write_eof()
        assert (await peer.answer()).body == b"abc"
        assert (await peer.answer()).body == b'{"hello":"world"}'
        assert await peer.until_closed() == b""


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\n", HEAD + b"content-length: 9\r\n\r\nabc"])
async def test_a_peer_that_leaves_before_it_has_asked_is_let_go(app: Quart, use: str, said: bytes) -> None:
    async with serving(app, use=use, keep_alive_s=30, header_timeout_s=30) as served:
        peer: Peer = await served.connect()
        await peer.send(said)
        peer.writer.write_eof()
        assert b" 200 " not in await peer.until_closed()


def expect_refusal(answer: Answer, status: int) -> None:
    body = json.loads(answer.body)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["connection"] == "close"
    assert (body["success"], body["error"]["code"]) == (False, "VALIDATION_ERROR")
    assert body["error"]["details"] == {}
    assert body["meta"]["requestId"] == answer.headers["x-request-id"]
    assert body["meta"]["timestamp"].endswith("Z")
