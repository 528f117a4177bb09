"""Batches of one session take turns."""

from datetime import UTC, datetime

import pytest

from openwa_core.services.batches.turns import Turns
from openwa_core.testing.clock import FrozenClock
from openwa_hookspecs.models.ids import BatchId, SessionId

SHOP, OTHER = SessionId("sess_shop"), SessionId("sess_other")
A, B, C = BatchId("a"), BatchId("b"), BatchId("c")


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def turns(clock: FrozenClock) -> Turns:
    return Turns(clock, gap_s=1.0)


async def test_each_waits_for_a_turn_of_its_own(turns: Turns, clock: FrozenClock) -> None:
    assert [turns.wait_s(SHOP, batch) for batch in (A, B, C)] == [0.0, 1.0, 2.0]
    assert turns.wait_s(SHOP, B) == 1.0
    await clock.advance(1.0)
    assert [turns.wait_s(SHOP, batch) for batch in (C, B)] == [1.0, 0.0]
    assert turns.wait_s(SHOP, A) == 2.0
    await clock.advance(1.0)
    assert turns.wait_s(SHOP, C) == 0.0
    await clock.advance(1.0)
    assert turns.wait_s(SHOP, A) == 0.0


async def test_sessions_do_not_wait_for_each_other(turns: Turns) -> None:
    assert turns.wait_s(SHOP, A) == 0.0
    assert turns.wait_s(OTHER, A) == 0.0


async def test_gap_counts_from_the_end_of_a_message(turns: Turns, clock: FrozenClock) -> None:
    assert turns.wait_s(SHOP, A) == 0.0
    assert turns.wait_s(SHOP, B) == 1.0
    await clock.advance(5.0)
    turns.ended(SHOP)
    assert turns.wait_s(SHOP, B) == 1.0
    await clock.advance(1.0)
    assert turns.wait_s(SHOP, B) == 0.0


async def test_turn_that_nobody_wants_any_more_is_nobodys(turns: Turns, clock: FrozenClock) -> None:
    turns.wait_s(SHOP, A)
    turns.wait_s(SHOP, B)
    turns.forget(SHOP, B)
    await clock.advance(2.0)
    assert turns.wait_s(SHOP, B) == 0.0


async def test_clock_that_is_set_back_makes_nobody_wait_for_long() -> None:
    clock = FrozenClock(datetime(2026, 1, 2, tzinfo=UTC))
    turns = Turns(clock, gap_s=1.0)
    turns.wait_s(SHOP, A)
    turns.ended(SHOP)
    turns.wait_s(SHOP, B)
    clock._start = datetime(2026, 1, 1, tzinfo=UTC)
    assert turns.wait_s(SHOP, B) <= 1.0
    assert turns.wait_s(SHOP, C) <= 4.0
