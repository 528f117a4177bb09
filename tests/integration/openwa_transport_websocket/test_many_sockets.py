"""A short run of `tests/proof/websocket_sockets.py`. How long things take is looked at there alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.websocket_sockets import prove


@pytest.mark.slow
@pytest.mark.parametrize("server", ["hypercorn", "uvicorn"])
async def test_sockets_that_do_not_read_go_and_leave_nothing_behind(tmp_path: Path, server: str) -> None:
    report = await prove(tmp_path, sockets=20, seconds=6, rounds=1, warm_up=1, server=server)
    assert report.faults == []
    assert report.told == 20 * report.events
