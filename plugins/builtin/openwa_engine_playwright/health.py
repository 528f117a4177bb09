"""How the engine is, for operators."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Final

from openwa_engine_playwright.life import Life, Shared
from openwa_engine_playwright.processes import pss_bytes
from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.service import Health, HealthStatus

__all__ = ["EngineHealth"]

_MEASURED_AGAIN_AFTER_S: Final = 30.0


class EngineHealth:
    """Looks at the equipment and the open sessions; measures memory now and then, because that takes time."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._memory: Counter[int] = Counter()
        self._measured: tuple[float, frozenset[int]] | None = None

    async def report(self, lives: Mapping[SessionId, Life]) -> Health:
        """FAILED when no session can run here, DEGRADED when WhatsApp changed under one that does."""
        checks = {
            "chromium": await self._shared.equipment.check_chromium(),
            "bundle": await self._shared.equipment.check_bundle(),
        }
        await self._measure(frozenset().union(*map(_groups, lives.values())))
        changed = sum(map(_breakages, lives.values()))
        is_whole = not changed and not any(map(_lacks, lives.values()))
        status = HealthStatus.OK if is_whole else HealthStatus.DEGRADED
        if any(check.status is HealthStatus.FAILED for check in checks.values()):
            status = HealthStatus.FAILED
        sessions: dict[str, JsonValue] = {str(name): self._session(life) for name, life in lives.items()}
        return Health(
            status=status,
            details={
                **{name: check.details for name, check in checks.items()},
                "driverRuns": self._shared.driver.is_running,
                "whatsappChanged": changed,
                "sessions": sessions,
            },
        )

    async def _measure(self, groups: frozenset[int]) -> None:
        now = self._shared.context.clock.monotonic()
        if self._measured is not None:
            measured_at, measured = self._measured
            if measured == groups and now - measured_at < _MEASURED_AGAIN_AFTER_S:
                return
        self._memory = await asyncio.to_thread(pss_bytes, groups)
        self._measured = (now, groups)

    def _session(self, life: Life) -> Mapping[str, JsonValue]:
        return {
            "status": life.reporter.status.status.api,
            "browsersStarted": life.visits,
            "whatsappChanged": _breakages(life),
            "capabilitiesOff": _lacks(life),
            "memoryBytes": sum(self._memory[group] for group in _groups(life)),
        }


def _groups(life: Life) -> frozenset[int]:
    return frozenset() if life.visit is None else life.visit.browser.groups


def _lacks(life: Life) -> list[str]:
    return [] if life.visit is None else sorted(life.visit.lacks)


def _breakages(life: Life) -> int:
    """How often wa-js did not find what it needs in the page."""
    return life.breakages + (0 if life.visit is None else life.visit.page.breakages)
