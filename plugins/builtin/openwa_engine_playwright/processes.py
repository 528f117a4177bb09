"""The processes of one session's browser: how they are found, ended and measured."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from openwa_hookspecs.models.ids import SessionId

__all__ = ["BrowserMark", "end_groups", "groups_of", "kill_groups", "members", "pss_bytes"]

_POLL_S: Final = 0.05
_KILL_LIMIT_S: Final = 5.0
"""SIGKILL works within milliseconds, unless the kernel itself is stuck."""


@dataclass(frozen=True, kw_only=True)
class BrowserMark:
    """The two arguments that tell a session's browser from any other process on the machine.

    Both must match as whole arguments: `sales` is not `sales2`, and a copy of the database in another
    directory is another gateway.
    """

    session_id: SessionId
    profile: Path

    @property
    def argument(self) -> str:
        """The argument that the engine adds; Playwright adds the profile's."""
        return f"--openwa-session={self.session_id}"

    def is_on(self, command_line: Iterable[str]) -> bool:
        """Whether a process with this command line is the session's browser."""
        arguments = frozenset(command_line)
        return self.argument in arguments and f"--user-data-dir={self.profile}" in arguments


def groups_of(mark: BrowserMark) -> frozenset[int]:
    """The process groups of the session's browsers, of this gateway or of one that was killed.

    Chromium's children carry no mark of ours, but they stay in its group; Playwright gives each browser a
    group of its own.
    """
    groups = (_group(process) for process in psutil.process_iter() if mark.is_on(_command_line(process)))
    return frozenset(group for group in groups if group is not None) - {os.getpgrp()}


def members(groups: frozenset[int]) -> Iterator[psutil.Process]:
    """The living processes of these groups."""
    if not groups:
        return
    for process in psutil.process_iter():
        if _group(process) in groups and not _is_over(process):
            yield process


async def end_groups(groups: frozenset[int], *, terminate_s: float) -> None:
    """SIGTERM, wait, SIGKILL, wait: when this returns nothing of the groups runs."""
    _signal_all(groups, signal.SIGTERM)
    if not await _all_over(groups, limit_s=terminate_s):
        await kill_groups(groups)


async def kill_groups(groups: frozenset[int]) -> bool:
    """SIGKILL, which works on stopped processes too; whether all are gone."""
    for _ in range(round(_KILL_LIMIT_S / _POLL_S)):
        _signal_all(groups, signal.SIGKILL)
        if not any(members(groups)):
            return True
        await asyncio.sleep(_POLL_S)
    return False


def pss_bytes(groups: frozenset[int]) -> Counter[int]:
    """The memory of each group, shared pages counted once: the sum of its processes' proportional shares."""
    memory: Counter[int] = Counter()
    for process in members(groups):
        if (group := _group(process)) is not None:
            memory[group] += _pss(process)
    return memory


async def _all_over(groups: frozenset[int], *, limit_s: float) -> bool:
    for _ in range(max(1, round(limit_s / _POLL_S))):
        if not any(members(groups)):
            return True
        await asyncio.sleep(_POLL_S)
    return False


def _signal_all(groups: frozenset[int], number: signal.Signals) -> None:
    for process in members(groups):
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _group(process: psutil.Process) -> int | None:
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return None


def _is_over(process: psutil.Process) -> bool:
    """A zombie has ended; its parent, which may hang, has not noticed."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
