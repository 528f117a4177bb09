"""Short runs of `tests/proof/websocket_resume.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.websocket_resume import prove


@pytest.mark.slow
async def test_a_client_that_comes_back_again_and_again_misses_nothing(tmp_path: Path, database: str) -> None:
    report = await prove(tmp_path, messages=600, connections=25, database=database)
    assert report.faults == []


@pytest.mark.slow
async def test_nor_does_it_when_the_gateway_is_killed_meanwhile(tmp_path: Path, database: str) -> None:
    report = await prove(tmp_path, messages=600, connections=25, kills=2, database=database)
    assert report.faults == []
