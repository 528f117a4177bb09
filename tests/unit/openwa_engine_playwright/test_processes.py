"""How browsers are found and ended, on processes that only look like browsers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from openwa_engine_playwright.processes import (
    BrowserMark,
    end_groups,
    groups_of,
    kill_groups,
    members,
    pss_bytes,
)
from openwa_hookspecs.models.ids import SessionId

Start: TypeAlias = Callable[..., subprocess.Popen[bytes]]

SLEEP = "import time; print(flush=True); time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"


def _mark(session_id: str, profile: Path) -> BrowserMark:
    return BrowserMark(session_id=SessionId(session_id), profile=profile / session_id)


@pytest.fixture
def start() -> Iterator[Start]:
    """A process in a group of its own, with the arguments of a mark; up when it is returned."""
    started: list[subprocess.Popen[bytes]] = []

    def start(mark: BrowserMark, code: str = SLEEP) -> subprocess.Popen[bytes]:
        arguments = [sys.executable, "-c", code, mark.argument, f"--user-data-dir={mark.profile}"]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, start_new_session=True)
        started.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_mark_is_matched_exactly(start: Start, tmp_path: Path) -> None:
    sales = start(_mark("sales", tmp_path))
    start(_mark("sales2", tmp_path))
    start(_mark("sales", tmp_path / "copy"))
    assert groups_of(_mark("sales", tmp_path)) == {sales.pid}
    assert groups_of(_mark("sale", tmp_path)) == frozenset()


def test_own_group_is_never_a_browsers() -> None:
    mark = BrowserMark(session_id=SessionId("x"), profile=Path("/x"))
    assert os.getpgrp() not in groups_of(mark)


async def test_browser_that_listens_ends_at_once(start: Start, tmp_path: Path) -> None:
    process = start(_mark("a", tmp_path))
    await end_groups(frozenset({process.pid}), terminate_s=5)
    assert process.wait(5) == -signal.SIGTERM


async def test_browser_that_ignores_sigterm_is_killed(start: Start, tmp_path: Path) -> None:
    process = start(_mark("a", tmp_path), DEAF)
    await end_groups(frozenset({process.pid}), terminate_s=0.1)
    assert process.wait(5) == -signal.SIGKILL


async def test_stopped_browser_is_killed(start: Start, tmp_path: Path) -> None:
    process = start(_mark("a", tmp_path))
    process.send_signal(signal.SIGSTOP)
    assert await kill_groups(frozenset({process.pid}))
    assert process.wait(5) == -signal.SIGKILL


async def test_child_without_a_mark_goes_with_its_group(start: Start, tmp_path: Path) -> None:
    family = f"import os; os.fork(); {SLEEP}"
    process = start(_mark("a", tmp_path), family)
    groups = groups_of(_mark("a", tmp_path))
    await kill_groups(groups)
    assert list(members(groups)) == []
    assert process.wait(5) == -signal.SIGKILL


def test_memory_of_a_group_is_measured(start: Start, tmp_path: Path) -> None:
    process = start(_mark("a", tmp_path))
    assert pss_bytes(frozenset({process.pid}))[process.pid] > 1_000_000


async def test_no_groups_is_nothing_to_do() -> None:
    await end_groups(frozenset(), terminate_s=1)
    assert list(members(frozenset())) == []
