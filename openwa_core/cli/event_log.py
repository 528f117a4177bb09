"""`openwa events`: what an operator does with the log. It needs the storage alone, so it works beside a
running gateway too: the pumps look at their places each second."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from openwa_core import loop
from openwa_core.cli.failing import fail, fail_config
from openwa_core.cli.lending import started_service
from openwa_core.cli.tables import columns
from openwa_core.clock import SystemClock
from openwa_core.config import ConfigError, LogConfig
from openwa_core.loader import LoadedPlugins, load
from openwa_core.logging import set_up_logging
from openwa_core.services.event_log import place_of
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.storage import Storage

__all__ = ["dead_letters", "replay"]

_LETTERS: Final = 100


def replay(file: Path | None, sink: str, since: str) -> str:
    """Set the sink's place in the log back; what the operator is told."""
    loaded = _loaded(file, sink)

    async def work(storage: Storage) -> str:
        clock = SystemClock()
        seq = await place_of(since, storage.events)
        first, last = await storage.events.bounds()
        if not await storage.sinks.rewind(sink, seq=min(seq, last), at=clock.now()):
            fail(f"the sink {sink} has no place in the log yet: start the gateway once")
        pruned = f"; events before {first} are pruned" if first > seq + 1 else ""
        return f"{sink} gets {max(0, last - max(seq, first - 1))} events again, from {seq + 1} on{pruned}"

    return _with_storage(loaded, work)


def dead_letters(file: Path | None, sink: str) -> str:
    """A table of the events that the sink refused."""
    loaded = _loaded(file, sink)

    async def work(storage: Storage) -> str:
        page = await storage.sinks.dead_letters(sink, number=1, limit=_LETTERS)
        if not page.items:
            return f"{sink} has refused no event"
        rows = [("SEQ", "EVENT", "TYPE", "SESSION", "PUT ASIDE", "WHY")]
        for letter in page.items:
            event = letter.event
            shown = (str(event.seq), event.id, event.type.value, event.session_id)
            rows.append((*shown, timestamp(letter.at), letter.error))
        more = page.total - len(page.items)
        return columns(rows) + (f"\n… and {more} older ones" if more else "")

    return _with_storage(loaded, work)


def _loaded(file: Path | None, sink: str) -> LoadedPlugins:
    try:
        loaded = load(file, os.environ)
    except ConfigError as error:
        fail_config(error)
    names = [ref.name for ref in loaded.config.sinks]
    if sink not in names:
        fail(f"the configuration has no sink named {sink}; it has {', '.join(names) or 'none'}")
    set_up_logging(LogConfig(level="warning", format=loaded.config.log.format))
    return loaded


def _with_storage(loaded: LoadedPlugins, work: Callable[[Storage], Awaitable[str]]) -> str:
    async def run() -> str:
        async with started_service(loaded.storage, SystemClock()) as storage:
            return await work(storage)

    try:
        return loop.run(run())
    except GatewayError as error:
        fail(error.message)
