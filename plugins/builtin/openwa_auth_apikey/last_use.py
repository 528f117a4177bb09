"""When each key was last used: written at most once a minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from openwa_hookspecs.context import Tasks
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord
from openwa_hookspecs.storage import KeyRepository

__all__ = ["LastUse"]

_INTERVAL: Final = timedelta(minutes=1)


class LastUse:
    """Notes uses beside the requests: none waits for the write."""

    def __init__(self, repository: KeyRepository, tasks: Tasks) -> None:
        self._repository = repository
        self._tasks = tasks
        self._noted: dict[ApiKeyId, datetime] = {}

    def of(self, key_id: ApiKeyId) -> datetime | None:
        """The last use that this process noted."""
        return self._noted.get(key_id)

    def note(self, record: ApiKeyRecord, now: datetime, *, stored: bool) -> None:
        """The key was used; a key that is in no table is noted in memory alone."""
        last = self._noted.get(record.id) or record.last_used_at
        if last is not None and now - last < _INTERVAL:
            return
        self._noted[record.id] = now
        if stored:
            self._tasks.spawn("note a key's use", self._repository.touch(record.id, at=now))
