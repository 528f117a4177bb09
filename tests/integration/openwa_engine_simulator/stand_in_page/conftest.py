"""A simulator, phones in it, and browsers on its stand-in page."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Playwright, async_playwright

from openwa_engine_simulator.network.lobby import QrSettings
from openwa_engine_simulator.server import Simulator, serve_simulator
from tests.support.stand_in_browser import OWN, PEER, Phones, StandIn, StandInBrowser


@pytest.fixture
def qr_settings() -> QrSettings:
    return QrSettings()


@pytest.fixture
async def simulator(qr_settings: QrSettings) -> AsyncIterator[Simulator]:
    async with serve_simulator(qr=qr_settings) as running:
        yield running


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as driver:
        yield driver


@pytest.fixture
async def phones(playwright: Playwright, simulator: Simulator) -> AsyncIterator[Phones]:
    """The session's own phone and one peer are there from the start."""
    request = await playwright.request.new_context(base_url=simulator.url)
    control = Phones(request=request)
    await control.save(OWN, "Anna")
    await control.save(PEER, "Budi", platform="iphone")
    yield control
    await request.dispose()


@pytest.fixture
def browser(
    playwright: Playwright, simulator: Simulator, chromium_path: Path, wa_js_bundle: Path
) -> StandInBrowser:
    return StandInBrowser(
        playwright=playwright, chromium=chromium_path, bundle=wa_js_bundle, url=simulator.url
    )


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
async def fresh(browser: StandInBrowser, profile: Path, phones: Phones) -> AsyncIterator[StandIn]:
    """A page that shows its first QR code."""
    async with browser.open(profile) as page:
        await page.event("loader.full_ready")
        yield page


@pytest.fixture
async def linked(fresh: StandIn, phones: Phones) -> StandIn:
    """A page that a phone has linked."""
    await phones.act(OWN, "scan", qr=await fresh.qr())
    await fresh.stream("MAIN")
    return fresh
