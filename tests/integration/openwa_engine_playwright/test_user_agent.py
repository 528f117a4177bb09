"""What real Chromium tells a server about itself, by every way that WhatsApp Web has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from openwa_engine_playwright.browser import Browser, launch_browser
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.driver import Driver
from openwa_engine_playwright.equipment import Equipment
from openwa_engine_playwright.processes import BrowserMark
from openwa_hookspecs.models.ids import SessionId

HINTS = (
    "sec-ch-ua, sec-ch-ua-arch, sec-ch-ua-full-version-list, sec-ch-ua-platform, sec-ch-ua-platform-version"
)
PROGRAMS = {
    "/worker.js": """
      fetch('/from-worker').then(() => postMessage(JSON.stringify(navigator.userAgentData.brands)));
    """,
    "/service.js": "self.addEventListener('install', (event) => event.waitUntil(fetch('/from-service')))",
}
ASK_WORKER = """() => new Promise((resolve) => {
  new Worker('/worker.js').onmessage = ({ data }) => resolve(data);
})"""
SERVE = """async () => {
  await navigator.serviceWorker.register('/service.js');
  return Boolean(await navigator.serviceWorker.ready);
}"""
SAYS = """async () => {
  const { brands, fullVersionList } = await navigator.userAgentData.getHighEntropyValues(['fullVersionList']);
  return JSON.stringify([navigator.userAgent, brands, fullVersionList]);
}"""


@asynccontextmanager
async def a_listening_host() -> AsyncIterator[tuple[str, dict[str, list[dict[str, str]]]]]:
    """Its address, and the headers of each request by path."""
    heard: dict[str, list[dict[str, str]]] = {}

    async def answer(request: web.Request) -> web.Response:
        named = {name.lower(): value for name, value in request.headers.items()}
        heard.setdefault(request.path, []).append(named)
        program = PROGRAMS.get(request.path)
        kind = "text/html" if program is None else "text/javascript"
        return web.Response(text=program or "<p>x", content_type=kind, headers={"accept-ch": HINTS})

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/", heard
    finally:
        await runner.cleanup()


@asynccontextmanager
async def a_browser(config: PlaywrightConfig, profile: Path) -> AsyncIterator[Browser]:
    driver = Driver()
    mark = BrowserMark(session_id=SessionId("sess_agent"), profile=profile)
    browser = await launch_browser(driver, await Equipment(config).program(), mark, config)
    try:
        yield browser
    finally:
        await browser.stop()
        await driver.stop()


async def test_browser_without_a_window_says_nowhere_that_it_has_none(
    tmp_path: Path, chromium_path: Path
) -> None:
    config = PlaywrightConfig(executable_path=chromium_path)
    async with a_listening_host() as (url, heard), a_browser(config, tmp_path / "profile") as browser:
        async with asyncio.timeout(20):
            await browser.page.goto(url)
            await browser.page.reload()
            said = await browser.page.evaluate(SAYS)
            said += await browser.page.evaluate(ASK_WORKER)
            await browser.page.evaluate(SERVE)
    assert {"/", "/worker.js", "/from-worker", "/service.js", "/from-service"} <= heard.keys()
    assert "Chromium" in said
    assert "headless" not in said.lower()
    assert "headless" not in str(heard).lower()
    first, again = heard["/"]
    assert all('"Chromium"' in head["sec-ch-ua"] for head in (first, again))
    assert '"Chromium"' in again["sec-ch-ua-full-version-list"]
    agents = {head["user-agent"] for heads in heard.values() for head in heads}
    assert len(agents) == 1
