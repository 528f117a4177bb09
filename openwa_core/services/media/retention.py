"""Files do not stay for ever: those that are too old go, and the oldest of too many."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Final

from openwa_core.services.parts import ServiceParts
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.media import StoredMedia

__all__ = ["Retention"]

_EVERY_S: Final = 600.0
_FIRST_S: Final = 60.0
_ORPHANS_AFTER: Final = timedelta(hours=1)
"""A file is in the store before its message is on record, never for that long."""


class Retention:
    """Removes files by the limits of the YAML. What a message of ours still needs stays."""

    def __init__(self, parts: ServiceParts, held: Collection[str]) -> None:
        self._parts = parts
        self._held = held

    async def run(self) -> None:
        """Until cancelled."""
        await self._parts.clock.sleep(_FIRST_S)
        while True:
            try:
                await self.sweep()
            except (ServiceUnavailableError, OSError) as error:
                self._parts.log.warning("media not tidied up", error=str(error))
            except Exception:  # supervisor: the next look may find things in order
                self._parts.log.exception("media not tidied up")
            await self._parts.clock.sleep(_EVERY_S)

    async def sweep(self) -> int:
        """Look at all files once; how many were removed."""
        files = [file async for file in self._parts.media.list()]
        known = await self._parts.storage.media.known([file.name for file in files])
        needed = await self._parts.storage.media.needed() | await self._parts.storage.batches.files()
        free = [file for file in files if file.name not in needed and file.name not in self._held]
        doomed = {file.name for file in free if self._is_over(file, is_known=file.name in known)}
        doomed |= self._too_many(files, free, doomed, known)
        if not doomed:
            return 0
        await self._parts.storage.media.forget(doomed & known)
        for name in doomed:
            await self._parts.media.remove(name)
        self._parts.log.info("media removed", files=len(doomed), left=len(files) - len(doomed))
        return len(doomed)

    def _is_over(self, file: StoredMedia, *, is_known: bool) -> bool:
        age = self._parts.clock.now() - file.stored_at
        longest = timedelta(seconds=self._parts.settings.media_age_s)
        return age > (longest if is_known else min(longest, _ORPHANS_AFTER))

    def _too_many(
        self,
        files: Iterable[StoredMedia],
        free: Iterable[StoredMedia],
        doomed: Collection[str],
        known: Collection[str],
    ) -> set[str]:
        """The oldest of those that may go, until the rest is within the limit."""
        over = sum(file.size for file in files if file.name not in doomed)
        over -= self._parts.settings.media_total_bytes
        more: set[str] = set()
        for file in free:
            if over <= 0:
                break
            if file.name in known and file.name not in doomed:
                more.add(file.name)
                over -= file.size
        return more
