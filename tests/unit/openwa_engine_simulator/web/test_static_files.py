"""The scripts of the stand-in page, as a browser gets them that may be killed any moment."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from quart import Quart

from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.timers import LoopTimers
from openwa_engine_simulator.server.app import create_app
from openwa_engine_simulator.web import STATIC_ROOT, static_version


@pytest.fixture
async def app() -> Quart:
    return create_app(Network(timers=LoopTimers()))


async def test_script_comes_whole_and_as_a_script(app: Quart) -> None:
    answer = await app.test_client().get(f"/static/{static_version()}/main.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert await answer.get_data() == (STATIC_ROOT / "main.js").read_bytes()


@pytest.mark.parametrize(
    "path", ["nowhere.js", "network", "../page.py", "%2e%2e/page.py", "a" * 5_000, "a%00.js"]
)
async def test_what_is_no_script_is_not_found(app: Quart, path: str) -> None:
    assert (await app.test_client().get(f"/static/{static_version()}/{path}")).status_code == 404


class SlowDisk(ThreadPoolExecutor):
    """Does its work at once, but for one piece, which begins when the test lets it."""

    def __init__(self, held: int) -> None:
        super().__init__(max_workers=1)
        self._before = held
        self.holds = asyncio.Event()
        self.go_on = threading.Event()

    def submit(self, fn: Callable[..., Any], /, *args: object, **kwargs: object) -> Future[Any]:
        self._before -= 1
        if self._before >= 0:
            return super().submit(fn, *args, **kwargs)
        self.holds.set()

        def work() -> object:
            self.go_on.wait(10)
            return fn(*args, **kwargs)

        return super().submit(work)


@pytest.mark.parametrize("held", range(4))
async def test_request_that_is_broken_off_leaves_no_file_open(app: Quart, held: int) -> None:
    disk = SlowDisk(held)
    asyncio.get_running_loop().set_default_executor(disk)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        request = asyncio.ensure_future(app.test_client().get(f"/static/{static_version()}/main.js"))
        holding = asyncio.ensure_future(disk.holds.wait())
        await asyncio.wait({request, holding}, return_when=asyncio.FIRST_COMPLETED)
        request.cancel()
        holding.cancel()
        await asyncio.wait({request, holding})
        disk.go_on.set()
        disk.shutdown()
        await asyncio.sleep(0)
        gc.collect()
    assert [str(warning.message) for warning in caught if warning.category is ResourceWarning] == []
