"""Delays between browsers."""

import pytest

from openwa_engine_playwright.backoff import Backoff


def test_bound_doubles_up_to_the_cap() -> None:
    backoff = Backoff(first_s=1, cap_s=5, random=lambda: 1.0)
    assert [backoff.next_delay() for _ in range(5)] == [1, 2, 4, 5, 5]


@pytest.mark.parametrize("chance", [0.0, 0.25])
def test_delay_is_a_random_part_of_the_bound(chance: float) -> None:
    backoff = Backoff(first_s=8, cap_s=100, random=lambda: chance)
    assert backoff.next_delay() == 8 * chance


def test_reset_starts_small_again() -> None:
    backoff = Backoff(first_s=1, cap_s=100, random=lambda: 1.0)
    backoff.next_delay()
    backoff.next_delay()
    backoff.reset()
    assert backoff.next_delay() == 1
