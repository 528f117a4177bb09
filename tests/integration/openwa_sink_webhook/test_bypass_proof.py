"""`tests/proof/webhook_bypass.py`, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.webhook_bypass import prove


@pytest.mark.slow
async def test_no_url_gets_past_the_guard_and_each_is_refused_with_its_code(tmp_path: Path) -> None:
    report = await prove(tmp_path)
    assert report.faults == []
    assert (report.hits, report.sings > 0) == (0, True)
    assert report.outcomes["registered: spellings of the loopback"].total() >= 37
    assert len(report.outcomes) == 12
