"""A test session leaves no process behind: children are known by their parent, daemons by a mark in their
environment."""

import contextlib
import os
import uuid
from collections.abc import Iterator

import psutil
import pytest

__all__ = ["LeftoverGuard", "leftovers"]

MARK = "OPENWA_TEST_SESSION"
_GRACE_S = 3.0


class LeftoverGuard:
    """Fails the session and ends the processes when some are left after a moment of grace."""

    def __init__(self) -> None:
        self._session = uuid.uuid4().hex
        self._found: list[str] = []

    def pytest_sessionstart(self) -> None:
        os.environ[MARK] = self._session

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not session.config.getoption("numprocesses", None):
            self._found = _end(self._session)
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[MARK] = self._found
        if self._found and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """A worker of xdist guards its own processes and tells the controller."""
        self._found += getattr(node, "workeroutput", {}).get(MARK, [])

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._found:
            terminalreporter.section("processes left behind", red=True)
            for line in self._found:
                terminalreporter.line(line)


def _end(session: str) -> list[str]:
    """Ends what is left after a moment of grace, and says what it was."""
    _, alive = psutil.wait_procs(list(leftovers(session)), timeout=_GRACE_S)
    found = [_describe(process) for process in alive]
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    return found


def leftovers(session: str) -> Iterator[psutil.Process]:
    """Every living process that this session started, however deep, its own process aside."""
    own = psutil.Process()
    children = {child.pid for child in own.children(recursive=True)}
    for process in psutil.process_iter():
        if process.pid == own.pid:
            continue
        if process.pid in children or _is_marked(process, session):
            yield process


def _is_marked(process: psutil.Process, session: str) -> bool:
    try:
        return process.environ().get(MARK) == session and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False  # it ended meanwhile, or is another user's


def _describe(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        return f"pid {process.pid}: {' '.join(process.cmdline())[:200]}"
    return f"pid {process.pid}"
