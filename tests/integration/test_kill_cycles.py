"""A short run of `tests/proof/kill_cycles.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.faults import FAULTS
from tests.proof.kill_cycles import prove


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.usefixtures("chromium_path", "wa_js_bundle")
async def test_one_cycle_of_each_fault_through_a_real_browser(tmp_path: Path) -> None:
    report = await prove(tmp_path, engine="playwright", database=None, cycles=len(FAULTS))
    assert report.faults == []


async def test_killed_gateways_on_the_simulator_lose_and_double_nothing(tmp_path: Path) -> None:
    report = await prove(tmp_path, engine="simulator", database=None, cycles=4)
    assert report.faults == []


async def test_the_same_on_postgresql(tmp_path: Path, fresh_postgres_url: str) -> None:
    report = await prove(tmp_path, engine="simulator", database=fresh_postgres_url, cycles=4)
    assert report.faults == []
