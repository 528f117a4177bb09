"""What the plugin offers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import openwa_engine_playwright
from openwa_core.testing.fakes.context import FakeContext
from openwa_engine_playwright.checks import EquipmentChecks
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_hookspecs.engine import (
    Capability,
    Engine,
    SupportsChats,
    SupportsContacts,
    SupportsGroups,
    SupportsHistory,
    SupportsMedia,
    SupportsMessageActions,
    SupportsPairingCode,
    SupportsQr,
    SupportsScreenshot,
    SupportsSessionConfig,
    SupportsSingleMessage,
)
from openwa_hookspecs.service import Health, HealthStatus


class Checks:
    def __init__(self) -> None:
        self.names: list[str] = []

    def add(self, name: str, check: Callable[[], Awaitable[Health]]) -> None:
        self.names.append(name)


def test_plugin_offers_the_engine_and_its_checks() -> None:
    provider = openwa_engine_playwright.register_engine()
    assert (provider.name, provider.config) == ("playwright", PlaywrightConfig)
    engine = provider.create(PlaywrightConfig(), FakeContext())
    assert isinstance(engine, Engine)
    checks = Checks()
    openwa_engine_playwright.register_health_checks(checks)
    assert checks.names == ["chromium", "driver", "bundle"]


def test_engine_supports_what_it_says() -> None:
    engine = PlaywrightEngine(PlaywrightConfig(), FakeContext())
    for ability in (
        SupportsChats,
        SupportsContacts,
        SupportsGroups,
        SupportsHistory,
        SupportsMedia,
        SupportsMessageActions,
        SupportsPairingCode,
        SupportsQr,
        SupportsScreenshot,
        SupportsSessionConfig,
        SupportsSingleMessage,
    ):
        assert isinstance(engine, ability)
    assert engine.capabilities == set(Capability)


async def test_engine_without_equipment_starts_and_says_so(tmp_path: Path) -> None:
    config = PlaywrightConfig(executable_path=tmp_path / "none", bundle=tmp_path / "none.js")
    engine = PlaywrightEngine(config, FakeContext())
    await engine.start()
    assert (await engine.health()).status is HealthStatus.FAILED
    await engine.stop()
    await engine.stop()


async def test_checks_look_at_what_the_engines_need(tmp_path: Path) -> None:
    bundle = tmp_path / "wa.js"
    bundle.write_text("/* wa-js */")
    checks = EquipmentChecks()
    good = checks.watch(PlaywrightEngine(PlaywrightConfig(bundle=bundle), FakeContext()))
    assert (await checks.bundle()).details == {"bundle": str(bundle)}
    bad = checks.watch(PlaywrightEngine(PlaywrightConfig(bundle=tmp_path / "none.js"), FakeContext()))
    assert (await checks.bundle()).status is HealthStatus.FAILED
    assert good is not bad
