"""The checks of `openwa doctor`, which asks them without starting an engine."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakSet

from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_engine_playwright.equipment import Equipment
from openwa_hookspecs.service import Health, HealthStatus

__all__ = ["EquipmentChecks"]


class EquipmentChecks:
    """Looks at what the engines that were created need; a hook gets no configuration, so without an engine
    it looks at what the defaults need."""

    def __init__(self) -> None:
        self._engines: WeakSet[PlaywrightEngine] = WeakSet()

    def watch(self, engine: PlaywrightEngine) -> PlaywrightEngine:
        """Look at this engine's equipment, too, as long as it lives."""
        self._engines.add(engine)
        return engine

    async def chromium(self) -> Health:
        """Whether there is a Chromium to run."""
        return _worst([await equipment.check_chromium() for equipment in self._equipment()])

    async def driver(self) -> Health:
        """Whether Playwright's own program runs on this machine."""
        return _worst([await equipment.check_driver() for equipment in self._equipment()])

    async def bundle(self) -> Health:
        """Whether there is a wa-js bundle to inject."""
        return _worst([await equipment.check_bundle() for equipment in self._equipment()])

    def _equipment(self) -> list[Equipment]:
        return [engine.equipment for engine in self._engines] or [Equipment(PlaywrightConfig())]


def _worst(checks: Iterable[Health]) -> Health:
    return max(checks, key=lambda check: check.status is not HealthStatus.OK)
