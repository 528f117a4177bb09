"""A short run of `tests/proof/bulk_kills.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.bulk_kills import prove


@pytest.mark.timeout(240)
async def test_killed_gateway_sends_each_message_of_its_batches_once(tmp_path: Path) -> None:
    report = await prove(tmp_path, engine="simulator", messages=120, kills=4)
    assert report.faults == []
    assert (report.kills, report.told) == (4, {"sent": 120})


@pytest.mark.timeout(240)
async def test_the_same_on_postgresql_with_dramatiq(
    tmp_path: Path, fresh_postgres_url: str, redis_url: str
) -> None:
    report = await prove(
        tmp_path,
        engine="simulator",
        database=fresh_postgres_url,
        redis=redis_url,
        messages=120,
        kills=4,
    )
    assert report.faults == []
    assert (report.kills, report.told) == (4, {"sent": 120})
