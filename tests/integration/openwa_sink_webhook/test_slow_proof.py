"""Short runs of `tests/proof/webhook_slow.py`. How late something is depends on the machine: nobody asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.webhook_slow import isolation, retries


@pytest.mark.slow
async def test_receiver_that_hangs_holds_up_no_other_and_few_sockets(tmp_path: Path) -> None:
    seen = await isolation(tmp_path, events=60, rate=60)
    assert seen.complete
    assert 1 <= seen.open_at_once <= 8


@pytest.mark.slow
async def test_no_retry_comes_early_and_none_is_left_out(tmp_path: Path) -> None:
    measured = await retries(tmp_path, events=8, schedule_s=(0.0, 5.0, 300.0))
    assert [len(waits) for waits in measured.waits_s] == [8, 8]
    assert measured.early() == []
