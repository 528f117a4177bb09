"""The JavaScript of docs/websocket.md, which is the specification's (6.7), in a real Chromium.

Set are the address, the key and the session's id."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import ConsoleMessage, Page, async_playwright

from tests.integration.openwa_transport_websocket.conftest import House
from tests.support.documents import blocks_of
from tests.support.rest_client import KEY
from tests.support.source import ROOT
from tests.support.waiting import until

PAGE = "docs/websocket.md"
SPECIFICATION = ROOT.parent / "shared" / "spec" / "api-specification.md"
ADDRESS = re.compile(r"wss?://(?:your-domain\.com|localhost:2785)")


def block(first_words: str) -> str:
    """The block of the page that begins with these words."""
    (found,) = [
        each.text for each in blocks_of(PAGE, "javascript", "typescript") if each.text.startswith(first_words)
    ]
    return found


def test_the_page_has_the_clients_of_the_specification() -> None:
    if not SPECIFICATION.exists():
        pytest.skip("the specification is not beside this clone")
    theirs = SPECIFICATION.read_text().replace("\n\n", "\n")
    for words in ("// Browser", "// Client ->", "// Subscribe", "// Client should", "const ws"):
        assert block(words).replace("\n\n", "\n") in theirs


@pytest.fixture
def database(tmp_path: Path) -> str:
    """One is enough: the log has its own tests."""
    return f"sqlite://{tmp_path}/openwa.db"


class Tab:
    """A page of another origin, and what its console says."""

    def __init__(self, page: Page, house: House) -> None:
        self._page = page
        self._house = house
        self.said: list[str] = []
        self.shown: list[object] = []
        """The last thing of each line."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))

    async def _on_console(self, message: ConsoleMessage) -> None:
        self.said.append(message.text)
        self.shown.append(await message.args[-1].json_value() if message.args else None)

    async def run(self, program: str) -> None:
        """Run it as a script of the page."""
        own = self._house.url.replace("http://", "ws://")
        program = ADDRESS.sub(own, program).replace("your-api-key", KEY)
        await self._page.add_script_tag(content=program.replace("sess_abc123", self._house.session))

    async def until(self, expression: str) -> None:
        """Wait until it is true in the page."""
        await self._page.wait_for_function(expression)

    async def value(self, expression: str) -> object:
        return await self._page.evaluate(expression)


@pytest.fixture
async def tab(chromium_path: Path, house: House) -> AsyncIterator[Tab]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=chromium_path,
            args=["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        yield Tab(await browser.new_page(), house)
        await browser.close()


async def test_the_quick_client_hears_what_a_phone_writes(tab: Tab, house: House) -> None:
    await tab.run(block("const ws = new WebSocket('ws://localhost"))
    await tab.until("ws.readyState === WebSocket.OPEN && pingInterval !== null")
    await house.write("Hello, page!")
    await until(lambda: bool(tab.shown))
    (line,), (data,) = tab.said, tab.shown
    assert line.startswith("Event: message.received")
    assert isinstance(data, dict)
    assert (data["body"], data["type"]) == ("Hello, page!", "text")


async def test_the_requests_of_the_specification_are_answered(tab: Tab, house: House) -> None:
    await tab.run(block("// Browser"))
    await tab.run("const heard = []; ws.onmessage = ({ data }) => heard.push(JSON.parse(data));")
    await tab.until("ws.readyState === WebSocket.OPEN")
    await tab.run(block("// Subscribe to specific session"))
    await tab.until("heard.length === 3")
    assert await tab.value("heard.map(({ type, requestId }) => [type, requestId ?? null])") == [
        ["subscribed", "req_001"],
        ["subscribed", None],
        ["unsubscribed", None],
    ]
    await house.write("Hello, page!")
    await tab.until("heard.length > 3")
    assert await tab.value("heard[3].payload.data.body") == "Hello, page!"
    await tab.run(block("// Client should send ping").replace("30000", "20"))
    await tab.until("heard.some(({ type }) => type === 'pong')")
    assert tab.said == []


async def test_the_client_that_comes_back_misses_nothing(tab: Tab, house: House) -> None:
    await tab.run(block("function listen"))
    await tab.run(
        "const Real = WebSocket; const opened = [];"
        "window.WebSocket = class extends Real { constructor(url) { super(url); opened.push(this); } };"
        "const heard = [];"
        "const hear = ({ data }) => heard.push(data.body);"
        "const stop = listen('ws://localhost:2785/ws?apiKey=your-api-key', hear,"
        " { sessionId: 'sess_abc123', events: ['message.received'], waitMs: 50 });"
    )
    await tab.until("opened.at(-1).readyState === WebSocket.OPEN")
    wanted = []
    for number in range(6):
        wanted.append(f"message {number}")
        await house.write(wanted[-1])
        if number == 0:
            await tab.until("heard.length === 1")
        if number % 2:
            await tab.value("opened.at(-1).close()")
    await tab.until("heard.length >= 6")
    assert await tab.value("heard") == wanted
    assert await tab.value("opened.length > 1")
    await tab.value("stop()")
    assert tab.said == []
