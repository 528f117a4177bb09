"""Hours in which nothing goes out, in the time zone of the operator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from openwa_pacing.config import QuietHoursConfig
from openwa_pacing.quiet_hours import QuietHours


def wait(
    now: str, *, begin: str = "22:00", end: str = "07:00", timezone: str = "Europe/Berlin"
) -> timedelta | None:
    hours = QuietHours(QuietHoursConfig(timezone=timezone, begin=begin, end=end))
    refusal = hours.refusal(datetime.fromisoformat(now).replace(tzinfo=UTC))
    return None if refusal is None else timedelta(seconds=refusal.wait_s)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-10 20:59:59", None),
        ("2026-01-10 21:00", timedelta(hours=9)),
        ("2026-01-10 23:30", timedelta(hours=6, minutes=30)),
        ("2026-01-11 05:59:59", timedelta(seconds=1)),
        ("2026-01-11 06:00", None),
    ],
)
def test_hours_over_midnight_are_those_of_the_time_zone(now: str, expected: timedelta | None) -> None:
    assert wait(now) == expected


def test_hours_within_a_day() -> None:
    assert wait("2026-07-01 10:00", begin="12:00", end="13:30") == timedelta(hours=1, minutes=30)
    assert wait("2026-07-01 11:30", begin="12:00", end="13:30") is None


def test_night_of_the_change_to_summer_time_is_an_hour_shorter() -> None:
    assert wait("2026-03-28 21:00") == timedelta(hours=8)


def test_end_that_the_change_to_summer_time_skips_comes_with_the_change() -> None:
    assert wait("2026-03-29 00:30", end="02:30") == timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-10-24 23:30", timedelta(hours=1)),
        ("2026-10-25 00:40", None),
        ("2026-10-25 01:10", timedelta(minutes=20)),
        ("2026-10-25 01:30", None),
    ],
)
def test_end_that_comes_twice_in_autumn_counts_twice(now: str, expected: timedelta | None) -> None:
    assert wait(now, end="02:30") == expected
