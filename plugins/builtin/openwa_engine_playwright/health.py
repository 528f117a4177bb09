"""How the engine is, for operators."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from openwa_engine_playwright.life import Life, Shared
from openwa_engine_playwright.processes import pss_bytes
from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.service import Health, HealthStatus

__all__ = ["engine_health"]


async def engine_health(lives: Mapping[SessionId, Life], shared: Shared) -> Health:
    """FAILED when no session can run here, DEGRADED when WhatsApp changed under one that does."""
    checks = {
        "chromium": await shared.equipment.check_chromium(),
        "bundle": await shared.equipment.check_bundle(),
    }
    sessions: dict[str, JsonValue] = {session_id: await _session(life) for session_id, life in lives.items()}
    status = HealthStatus.OK
    if any(_breakages(life) for life in lives.values()):
        status = HealthStatus.DEGRADED
    if any(check.status is HealthStatus.FAILED for check in checks.values()):
        status = HealthStatus.FAILED
    return Health(
        status=status,
        details={
            **{name: check.details for name, check in checks.items()},
            "driverRuns": shared.driver.is_running,
            "whatsappChanged": sum(map(_breakages, lives.values())),
            "sessions": sessions,
        },
    )


async def _session(life: Life) -> Mapping[str, JsonValue]:
    visit = life.visit
    return {
        "status": life.reporter.status.status.api,
        "browsersStarted": life.visits,
        "whatsappChanged": _breakages(life),
        "memoryBytes": None if visit is None else await asyncio.to_thread(pss_bytes, visit.browser.groups),
    }


def _breakages(life: Life) -> int:
    """How often wa-js did not find what it needs in the page."""
    return life.breakages + (0 if life.visit is None else life.visit.page.breakages)
