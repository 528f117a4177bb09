"""Where in the log a text points to."""

from datetime import datetime
from typing import cast

import pytest

from openwa_core.services.event_log import place_of
from openwa_hookspecs.errors import ValidationFailedError
from openwa_hookspecs.storage import EventRepository


class EmptyLog:
    """Holds every moment against UTC, as storages do."""

    async def before(self, moment: datetime) -> int:
        return 0 if moment.utctimetuple() else 1


LOG = cast("EventRepository", EmptyLog())


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
async def test_time_that_utc_does_not_have_is_malformed(since: str) -> None:
    with pytest.raises(ValidationFailedError):
        await place_of(since, LOG)


@pytest.mark.parametrize("since", ["0", "2026-01-01T00:00:00+01:00"])
async def test_number_and_time_are_places(since: str) -> None:
    assert await place_of(since, LOG) == 0
