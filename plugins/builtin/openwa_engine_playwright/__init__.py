"""The engine `playwright`: WhatsApp Web in Chromium, driven through Playwright with the wa-js bundle."""

from __future__ import annotations

from typing import Final

from openwa_engine_playwright.checks import EquipmentChecks
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import Context
from openwa_hookspecs.engine import Engine
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.startup import HealthChecks

__all__ = ["OPENWA_API_VERSION", "register_engine", "register_health_checks"]

OPENWA_API_VERSION: Final = 1

_CHECKS: Final = EquipmentChecks()


def _create(config: PlaywrightConfig, context: Context) -> Engine:
    return _CHECKS.watch(PlaywrightEngine(config, context))


@hookimpl
def register_engine() -> Provider[PlaywrightConfig, Context, Engine]:
    """WhatsApp Web in a Chromium for each session."""
    return Provider(name="playwright", config=PlaywrightConfig, create=_create)


@hookimpl
def register_health_checks(checks: HealthChecks) -> None:
    """Is Chromium there, does Playwright's driver run, does the bundle load."""
    checks.add("chromium", _CHECKS.chromium)
    checks.add("driver", _CHECKS.driver)
    checks.add("bundle", _CHECKS.bundle)
