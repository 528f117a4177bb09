"""A short run of `tests/proof/storage_kills.py`."""

import random

import pytest

from tests.proof.storage_kills import prove

CYCLES = 4


@pytest.mark.slow
async def test_kill_leaves_whole_units_and_all_that_was_acknowledged(database_url: str) -> None:
    report = await prove(database_url, cycles=CYCLES, chance=random.Random(2))
    assert report.faults == []
    assert report.kills == CYCLES
    assert len(report.acknowledged) > CYCLES
