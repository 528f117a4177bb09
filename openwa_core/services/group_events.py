"""What happened to groups: a notice becomes the events of it, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from openwa_core.services.live_session import LiveSession
from openwa_core.services.parts import ServiceParts
from openwa_core.services.storable_text import storable
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.groups import GroupNotice

__all__ = ["GroupEvents"]


class GroupEvents:
    """Of one session."""

    def __init__(self, live: LiveSession, parts: ServiceParts) -> None:
        self._live = live
        self._parts = parts

    async def prepare(self, notice: GroupNotice) -> Sequence[Event]:
        """The events of a notice, as plugins let them through."""
        lid_of = self._live.identities.lid_of
        made = self._parts.events.group_changed(self._live.id, self._shown(notice), lid_of)
        return await self._parts.publisher.prepare(*made)

    async def store(self, notice: GroupNotice, events: Sequence[Event]) -> None:
        """Write them, unless the notice is known. Raises `ServiceUnavailableError`."""
        epoch = self._live.record.epoch
        await self._parts.storage.messages.note(self._live.id, notice.id, epoch=epoch, events=events)

    def _shown(self, notice: GroupNotice) -> GroupNotice:
        """With numbers instead of LIDs, as far as they are known."""
        known = self._live.identities.known
        return replace(
            notice,
            author=notice.author and known(notice.author),
            participants=tuple(map(known, notice.participants)),
            text=None if notice.text is None else storable(notice.text),
        )
