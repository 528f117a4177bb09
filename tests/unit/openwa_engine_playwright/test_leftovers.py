"""No browser is started on a profile on which another one still lives."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from openwa_engine_playwright import browser
from openwa_engine_playwright.faults import BrowserBrokenError
from openwa_engine_playwright.processes import BrowserMark
from openwa_hookspecs.models.ids import SessionId

SLEEP = "import time; print(flush=True); time.sleep(60)"


@pytest.fixture
def mark(tmp_path: Path) -> BrowserMark:
    return BrowserMark(session_id=SessionId("sales"), profile=tmp_path / "sales")


@pytest.fixture
def left_over(mark: BrowserMark) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [sys.executable, "-c", SLEEP, mark.argument, f"--user-data-dir={mark.profile}"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


async def test_browser_that_was_left_over_is_ended(
    mark: BrowserMark, left_over: subprocess.Popen[bytes]
) -> None:
    assert await browser.clear_leftovers(mark) == 1
    assert left_over.wait(5) < 0
    assert await browser.clear_leftovers(mark) == 0


@pytest.mark.usefixtures("left_over")
async def test_browser_that_cannot_be_ended_holds_the_next_one_up(
    mark: BrowserMark, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def in_vain(groups: frozenset[int]) -> bool:
        """As when the kernel itself is stuck."""
        return not groups

    monkeypatch.setattr(browser, "kill_groups", in_vain)
    with pytest.raises(BrowserBrokenError, match="cannot be ended"):
        await browser.clear_leftovers(mark)
    await browser.end_leftovers(mark)
