"""A moment is found in a long log, which is nearly in the order of time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from openwa_core.testing.contracts.storage.samples import NOW, an_event
from openwa_hookspecs.models.ids import SessionId
from openwa_storage_tortoise.storage import TortoiseStorage

COUNT = 12_000


def time_of(place: int) -> datetime:
    """A second an event; of seven one is late by up to half a minute, and some by an hour, together."""
    late = place * 31 % 30 if place % 7 == 0 else 0
    if place % 3000 < 20:
        late = 3600
    return NOW + timedelta(seconds=place - late)


@pytest.fixture
async def long_log(storage: TortoiseStorage) -> TortoiseStorage:
    for first in range(1, COUNT + 1, 4000):
        places = range(first, first + 4000)
        await storage.events.append([an_event(SessionId("s"), time=time_of(place)) for place in places])
    first_seq, last = await storage.events.bounds()
    assert (first_seq, last) == (1, COUNT)
    return storage


async def test_place_of_a_moment_is_exact_however_long_the_log(long_log: TortoiseStorage) -> None:
    times = [time_of(place) for place in range(1, COUNT + 1)]
    for second in (-9000, 1, 2, 777, 2999, 3010, 5999, 6100, 9000, 11_998, 12_000, 20_000):
        moment = NOW + timedelta(seconds=second)
        expected = next((place for place, time in enumerate(times) if time >= moment), COUNT)
        assert await long_log.events.before(moment) == expected


@pytest.mark.parametrize("moment", [datetime.min, datetime.max])
async def test_moment_at_the_end_of_all_time_has_a_place(long_log: TortoiseStorage, moment: datetime) -> None:
    expected = 0 if moment == datetime.min else COUNT
    assert await long_log.events.before(moment.replace(tzinfo=NOW.tzinfo)) == expected
