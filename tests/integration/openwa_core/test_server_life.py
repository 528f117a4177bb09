"""Listening, draining and stopping, on both servers and on both event loops."""

import asyncio
import socket
import sys

import pytest
from quart import Quart

from openwa_core.app import create_app
from openwa_core.config.models import ServerConfig
from openwa_core.loop import run
from openwa_core.server import AddressInUseError, CannotListenError, ServerNotInstalledError
from tests.support.serving import PATIENCE_S, Served, serving

HAS_IPV6 = socket.has_ipv6


@pytest.fixture(params=["hypercorn", "uvicorn"])
def use(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Slow:
    """An app whose one answer waits for a word of the test."""

    def __init__(self) -> None:
        self.app = create_app(ServerConfig())
        self.entered = asyncio.Event()
        self.go_on = asyncio.Event()
        self.app.add_url_rule("/slow", "slow", self.slow)

    async def slow(self) -> dict[str, bool]:
        self.entered.set()
        await self.go_on.wait()
        return {"done": True}


@pytest.fixture
async def slow() -> Slow:
    return Slow()


async def _until(event: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await event.wait()


async def _until_refused(served: Served) -> None:
    """The listening socket goes away shortly after the word to shut down."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                peer = await served.connect()
            except ConnectionError:
                return
            await peer.until_closed()


async def test_shutdown_finishes_requests_and_refuses_new_ones(slow: Slow, use: str) -> None:
    async with serving(slow.app, use=use, keep_alive_s=30) as served:
        idle, busy = await served.connect(), await served.connect()
        await idle.get("/")
        answering = asyncio.create_task(busy.get("/slow"))
        await _until(slow.entered)
        served.shutdown.set()
        await _until_refused(served)
        assert await idle.until_closed() == b""
        assert not served.task.done()
        slow.go_on.set()
        assert (await answering).body == b'{"done":true}'
        assert await busy.until_closed() == b""
        async with asyncio.timeout(PATIENCE_S):
            await served.task


async def test_shutdown_waits_no_longer_than_the_graceful_timeout(slow: Slow, use: str) -> None:
    async with serving(slow.app, use=use, graceful_timeout_s=0.2) as served:
        busy = await served.connect()
        await busy.send(b"GET /slow HTTP/1.1\r\nhost: test\r\n\r\n")
        await _until(slow.entered)
        served.shutdown.set()
        async with asyncio.timeout(PATIENCE_S):
            await served.task
        assert await busy.until_closed() == b""


async def test_cancelling_cuts_everything_off(slow: Slow, use: str) -> None:
    async with serving(slow.app, use=use) as served:
        busy = await served.connect()
        await busy.send(b"GET /slow HTTP/1.1\r\nhost: test\r\n\r\n")
        await _until(slow.entered)
        served.task.cancel()
        await busy.until_closed()
        await asyncio.wait([served.task], timeout=PATIENCE_S)
        assert served.task.cancelled()


async def test_request_goes_on_when_its_server_is_told_to_stop_twice(slow: Slow, use: str) -> None:
    async with serving(slow.app, use=use) as served:
        answering = asyncio.create_task((await served.connect()).get("/slow"))
        await _until(slow.entered)
        served.shutdown.set()
        served.shutdown.set()
        slow.go_on.set()
        assert (await answering).status == 200


async def test_functions_around_serving_run(use: str) -> None:
    app = create_app(ServerConfig())
    calls: list[str] = []

    @app.before_serving
    async def before() -> None:
        calls.append("before")

    @app.after_serving
    async def after() -> None:
        calls.append("after")

    async with serving(app, use=use):
        assert calls == ["before"]
    assert calls == ["before", "after"]


async def test_handler_that_breaks_gives_a_terse_error(use: str, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(ServerConfig())

    @app.get("/broken")
    async def broken() -> str:
        raise RuntimeError("a secret")

    async with serving(app, use=use) as served:
        answer = await (await served.connect()).get("/broken")
    assert (answer.status, answer.body) == (500, b'{"error":"Internal Server Error"}')
    assert "a secret" in caplog.text


async def test_free_port_is_taken_and_told() -> None:
    async with serving(create_app(ServerConfig())) as served:
        assert served.url == f"http://127.0.0.1:{served.port}"
        assert served.port > 0


async def test_listens_on_ipv6(use: str) -> None:
    if not HAS_IPV6:
        pytest.skip("needs IPv6: this machine has none")
    async with serving(create_app(ServerConfig()), use=use, bind="[::1]:0") as served:
        assert served.url.startswith("http://[::1]:")
        assert (await (await served.connect()).get("/")).status == 404


async def test_port_in_use_is_named_with_what_to_do() -> None:
    app = create_app(ServerConfig())
    async with serving(app) as served:
        with pytest.raises(AddressInUseError, match=r"server\.bind another port") as caught:
            async with serving(app, bind=f"127.0.0.1:{served.port}"):
                pass
        assert caught.value.exit_code == 69
        assert (await (await served.connect()).get("/")).status == 404


@pytest.mark.parametrize(
    ("bind", "reason"),
    [("192.0.2.1:0", "no such address"), ("no-such-host.invalid:0", "no such host")],
)
async def test_address_that_is_not_ours_is_explained(bind: str, reason: str) -> None:
    with pytest.raises(CannotListenError, match=reason):
        async with serving(create_app(ServerConfig()), bind=bind):
            pass


async def test_missing_server_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("uvicorn", "openwa_core.server.uvicorn"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(ServerNotInstalledError, match=r"pip install 'openwa-gateway\[uvicorn\]'") as caught:
        async with serving(create_app(ServerConfig()), use="uvicorn"):
            pass
    assert caught.value.exit_code == 78


def test_serves_on_the_fastest_loop_there_is(use: str) -> None:
    async def main() -> tuple[str, list[int]]:
        app = create_app(ServerConfig())
        app.add_url_rule("/large", "large", _large)
        async with serving(app, use=use) as served:
            idle, greedy = await served.connect(), await served.connect(receive_buffer=4096)
            greedy.pause()
            await greedy.send(b"GET /large HTTP/1.1\r\nhost: test\r\n\r\n")
            statuses = [(await idle.get("/")).status]
            await idle.until_closed()
            await _until_cut_off(greedy.writer)
        return type(asyncio.get_running_loop()).__module__, statuses

    loop, statuses = run(main())
    assert loop.partition(".")[0] == "uvloop"
    assert statuses == [404]


async def _large() -> bytes:
    return bytes(48 * 1024 * 1024)


async def _until_cut_off(writer: asyncio.StreamWriter) -> None:
    """Writing fails once the server has reset the connection."""
    async with asyncio.timeout(PATIENCE_S):
        try:
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)
        except ConnectionError:
            return


async def test_app_without_routes_has_no_page() -> None:
    app: Quart = create_app(ServerConfig())
    response = await app.test_client().get("/static/x")
    assert (response.status_code, await response.get_data()) == (404, b'{"error":"Not Found"}')
    assert response.content_type == "application/json"
