"""Which place in the log a moment is. The log has no index of times: each event would have to pay for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.rows import as_optional_moment

__all__ = ["place_before"]

_READ_THROUGH: Final = 4096
"""Events that are cheaper read than halved further."""
_SAMPLE: Final = 64
"""Events that are looked at in one place: among those of that moment there may be some that were late."""
_DISORDER: Final = timedelta(minutes=1)
"""How much younger an event may be than one that came after it."""


async def place_before(database: Database, moment: datetime) -> int:
    """See `EventRepository.before`: halves the log as if it were sorted by time, then reads on from there."""
    rows = await database.read("SELECT (SELECT MIN(seq) FROM events), (SELECT MAX(seq) FROM events)")
    first, last = rows[0]
    if last is None:
        return 0
    low, high = first - 1, last
    while high - low > _READ_THROUGH:
        middle = (low + high) // 2
        youngest = await _youngest(database, middle)
        if youngest is not None and youngest + _DISORDER < moment:
            low = middle
        else:
            high = middle
    sql = "SELECT seq FROM events WHERE seq > $1 AND time >= $2 ORDER BY seq LIMIT 1"
    found = await database.read(sql, low, moment)
    return int(found[0][0]) - 1 if found else int(last)


async def _youngest(database: Database, after: int) -> datetime | None:
    sample = f"SELECT time FROM events WHERE seq > $1 ORDER BY seq LIMIT {_SAMPLE:d}"
    rows = await database.read(f"SELECT MAX(time) FROM ({sample}) AS sample", after)
    return as_optional_moment(rows[0][0])
