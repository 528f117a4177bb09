"""The last word of plugins on an event before it is written: the `before_publish` hook, outside any
transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from openwa_core.hooks import HookRegistry
from openwa_hookspecs.canonical_json import js_text
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.pipes import DropEvent

__all__ = ["Publisher"]


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Hands events through the plugins; what comes out is to be written with the change that causes it."""

    hooks: HookRegistry

    async def prepare(self, *events: Event) -> Sequence[Event]:
        """The events as they are to be written, in the same order, without those that a plugin dropped."""
        if not self.hooks.implementations("before_publish"):
            return events
        prepared = [await self._through_plugins(event) for event in events]
        return [event for event in prepared if event is not None]

    async def _through_plugins(self, event: Event) -> Event | None:
        try:
            changed = await self.hooks.pipe("before_publish", "event", event, stops=DropEvent)
        except DropEvent:
            return None
        data = event.data if changed.data is event.data else js_text(json.loads(changed.data))
        return replace(changed, id=event.id, type=event.type, session_id=event.session_id, data=data)
