"""The page at /api/docs in a real browser: nothing from elsewhere, nothing on the console, and it works."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import ConsoleMessage, Page, Request, async_playwright, expect

from openwa_core.testing.running import running_gateway
from tests.support.rest_client import KEY

TIMEOUT_MS = 30_000


@dataclass
class Heard:
    """What the page asked for and complained of."""

    urls: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def on_request(self, request: Request) -> None:
        self.urls.append(request.url)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The page, opened."""

    page: Page
    heard: Heard
    url: str


@pytest.fixture
async def shown(chromium_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shown]:
    monkeypatch.setenv("OPENWA_API_KEY", KEY)
    simulator = {"control": None, "state_file": str(tmp_path / "simulator.json")}
    config = {"engines": [{"use": "simulator", "config": simulator}]}
    async with running_gateway(config, directory=tmp_path) as gateway, async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=chromium_path,
            args=["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        page, heard = await browser.new_page(viewport={"width": 1280, "height": 900}), Heard()
        page.set_default_timeout(TIMEOUT_MS)
        page.on("request", heard.on_request)
        page.on("console", heard.on_console)
        page.on("pageerror", lambda error: heard.complaints.append(str(error)))
        await page.goto(f"{gateway.url}/api/docs")
        await expect(page.locator(".opblock").first).to_be_visible(timeout=TIMEOUT_MS)
        yield Shown(page=page, heard=heard, url=gateway.url)
        await browser.close()


async def test_it_loads_from_this_host_alone_and_complains_of_nothing(shown: Shown) -> None:
    await expect(shown.page.get_by_role("heading", name="OpenWA Gateway")).to_be_visible()
    assert {urlsplit(url).netloc for url in shown.heard.urls if not url.startswith("data:")} == {
        urlsplit(shown.url).netloc
    }
    assert shown.heard.complaints == []


async def test_with_a_key_it_tries_out_a_call(shown: Shown) -> None:
    page = shown.page
    await page.locator(".auth-wrapper .authorize").click()
    header = page.locator(".modal-ux .auth-container").filter(has_text="X-API-Key")
    await expect(header.locator("input")).to_be_focused()
    await page.keyboard.type(KEY)
    await header.get_by_role("button", name="Apply").click()
    await page.locator(".modal-ux .btn-done").first.click()

    block = page.locator("#operations-Sessions-listSessions")
    await block.locator(".opblock-summary-control").click()
    await block.get_by_role("button", name="Execute").click()
    answer = block.locator(".live-responses-table .response")
    await expect(answer.locator(".response-col_status")).to_contain_text("200")
    await expect(answer.locator(".highlight-code, .microlight").first).to_contain_text('"pagination"')
    if folder := os.environ.get("OPENWA_TEST_SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / "swagger-ui.png")
    assert shown.heard.complaints == []


PREFIX = "/wa"


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[str]:
    """A proxy that shows the gateway below a prefix; its address."""
    async with aiohttp.ClientSession() as http:

        async def forward(request: web.Request) -> web.Response:
            target = url + request.path_qs.removeprefix(PREFIX)
            key = {name: value for name, value in request.headers.items() if name.lower() == "x-api-key"}
            async with http.get(target, headers=key) as answer:
                headers = {
                    name: answer.headers[name]
                    for name in ("Content-Type", "Content-Security-Policy")
                    if name in answer.headers
                }
                return web.Response(status=answer.status, body=await answer.read(), headers=headers)

        app = web.Application()
        app.router.add_get(PREFIX + "/{rest:.*}", forward)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}{PREFIX}"
        finally:
            await runner.cleanup()


async def test_below_the_prefix_of_a_proxy_it_works_as_well(shown: Shown) -> None:
    page = shown.page
    async with proxied(shown.url) as url:
        await page.goto(f"{url}/api/docs#/Health/getHealth")
        block = page.locator("#operations-Health-getHealth")
        await block.get_by_role("button", name="Execute").click()
        answer = block.locator(".live-responses-table .response")
        await expect(answer.locator(".response-col_status")).to_contain_text("200")
        await expect(block.locator(".request-url")).to_contain_text(f"{url}/api/health")
    assert shown.heard.complaints == []
