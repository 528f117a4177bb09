"""How long a session was connected without a break."""

from __future__ import annotations

from openwa_core.testing.clock import FrozenClock
from openwa_engine_playwright.uptime import Uptime


async def test_longest_stretch_outlives_the_break_before_the_end() -> None:
    clock = FrozenClock()
    uptime = Uptime(clock)
    assert uptime.longest_s == 0
    uptime.note(is_up=True)
    await clock.advance(200)
    uptime.note(is_up=True)
    await clock.advance(200)
    assert uptime.longest_s == 400
    uptime.note(is_up=False)
    await clock.advance(10)
    uptime.note(is_up=True)
    await clock.advance(20)
    assert uptime.longest_s == 400


async def test_stretches_do_not_add_up() -> None:
    clock = FrozenClock()
    uptime = Uptime(clock)
    for _ in range(10):
        uptime.note(is_up=True)
        await clock.advance(100)
        uptime.note(is_up=False)
    assert uptime.longest_s == 100
