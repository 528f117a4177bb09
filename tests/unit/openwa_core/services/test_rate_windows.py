"""Budgets that this process counts for itself."""

from __future__ import annotations

from openwa_core.services.rate_windows import RateWindows
from openwa_core.testing.clock import FrozenClock


def windows(clock: FrozenClock) -> RateWindows:
    return RateWindows(clock, length_s=60)


async def test_a_spent_budget_is_back_a_minute_after_its_first_request() -> None:
    clock = FrozenClock()
    counted = windows(clock)
    assert counted.hit(1, ("send", "key_1")).allowed
    await clock.advance(59)
    refused = counted.hit(1, ("send", "key_1"))
    assert (refused.allowed, refused.remaining, refused.retry_after_s) == (False, 0, 1)
    await clock.advance(1)
    assert counted.hit(1, ("send", "key_1")).allowed


async def test_a_window_tells_when_it_ends() -> None:
    clock = FrozenClock()
    counted = windows(clock)
    start = clock.now().timestamp()
    counted.hit(5, ("send", "key_1"))
    await clock.advance(20)
    status = counted.hit(5, ("send", "key_1"))
    assert (status.reset_at - start, status.retry_after_s, status.remaining) == (60, 40, 3)


async def test_windows_of_callers_who_have_gone_are_forgotten() -> None:
    clock = FrozenClock()
    counted = windows(clock)
    for number in range(100):
        counted.hit(5, ("send", f"key_{number}"))
    await clock.advance(60)
    counted.hit(5, ("send", "key_1"))
    assert len(counted) == 1
