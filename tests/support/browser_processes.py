"""The browser processes of a session, seen from outside: tests kill and stop them, and look for leftovers."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence

import psutil

__all__ = ["browsers_of", "nothing_is_left", "renderers_of", "send_signal"]

_GRACE_S = 5.0


def browsers_of(session_id: str) -> Sequence[psutil.Process]:
    """The processes that carry the session's mark: Chromium itself, and a wrapper script around it."""
    mark = f"--openwa-session={session_id}"
    return [process for process in psutil.process_iter() if mark in _command_line(process)]


def renderers_of(session_id: str) -> Sequence[psutil.Process]:
    """The processes of the session's pages."""
    family = {child for browser in browsers_of(session_id) for child in browser.children(recursive=True)}
    return [child for child in family if "--type=renderer" in _command_line(child)]


def send_signal(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
    assert processes, "there is no such process"
    for process in processes:
        process.send_signal(number)


async def nothing_is_left(session_id: str) -> None:
    """Chromium takes a moment to go after its pipe was closed."""
    for _ in range(round(_GRACE_S / 0.1)):
        if not browsers_of(session_id):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"left behind: {browsers_of(session_id)}")


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return [] if process.status() == psutil.STATUS_ZOMBIE else process.cmdline()
    except psutil.Error:
        return []
