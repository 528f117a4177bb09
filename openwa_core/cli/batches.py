"""`openwa batch`: what an operator sees of bulk sending. It needs the storage alone, and works beside a
running gateway."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from openwa_core import loop
from openwa_core.cli.failing import fail, fail_config
from openwa_core.cli.lending import started_service
from openwa_core.clock import SystemClock
from openwa_core.config import ConfigError, LogConfig
from openwa_core.loader import LoadedPlugins, load
from openwa_core.logging import set_up_logging
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.models.batches import Batch, BatchState
from openwa_hookspecs.models.ids import BatchId, SessionId
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_hookspecs.storage import Storage

__all__ = ["watch"]

_EVERY_S: Final = 0.5
_PAGE: Final = 500


def watch(file: Path | None, batch_id: str, session: str | None) -> int:
    """Show how far the batch is until it ends; the exit code: 0 when it was completed without a failure."""
    loaded = _loaded(file)

    async def run() -> int:
        async with started_service(loaded.storage, SystemClock()) as storage:
            return await _watched(storage, BatchId(batch_id), session)

    try:
        return loop.run(run())
    except GatewayError as error:
        fail(error.message)
    except KeyboardInterrupt:
        return 130


async def _watched(storage: Storage, batch_id: BatchId, session: str | None) -> int:
    found = await _find(storage, batch_id, session)
    show = _bar if sys.stderr.isatty() else _lines
    last = await show(found, _standings(storage, found))
    progress = last.progress
    sys.stdout.write(
        f"{last.id}: {last.state.value}, {progress.sent} of {progress.total} sent, {progress.failed} failed, "
        f"{progress.cancelled} cancelled\n"
    )
    return 0 if last.state is BatchState.COMPLETED and not progress.failed else 1


async def _find(storage: Storage, batch_id: BatchId, session: str | None) -> Batch:
    found = [
        batch
        async for record in _sessions(storage)
        if session in {None, record.id, record.name}
        if (batch := await storage.batches.get(record.id, batch_id)) is not None
    ]
    if not found:
        fail(f"there is no batch {batch_id}" + (f" in session {session}" if session else ""))
    if len(found) > 1:
        names = ", ".join(batch.session_id for batch in found)
        fail(f"several sessions have a batch {batch_id}: say which with --session ({names})")
    return found[0]


async def _sessions(storage: Storage) -> AsyncIterator[SessionRecord]:
    number, pages = 1, 1
    while number <= pages:
        page = await storage.sessions.page(status=None, only=None, number=number, limit=_PAGE)
        for record in page.items:
            yield record
        number, pages = number + 1, page.count


async def _standings(storage: Storage, batch: Batch) -> AsyncIterator[Batch]:
    """The batch now and whenever it is looked at, until it has ended and nothing of it is under way."""
    session_id: SessionId = batch.session_id
    while True:
        standing = await storage.batches.get(session_id, batch.id)
        if standing is None:
            fail(f"the batch {batch.id} is gone: its session was removed, or it ended long ago")
        yield standing
        if standing.due_at is None:
            return
        await asyncio.sleep(_EVERY_S)


async def _bar(batch: Batch, standings: AsyncIterator[Batch]) -> Batch:
    """For a person at a terminal."""
    from rich.console import Console  # noqa: PLC0415 - 80 ms that no other command need pay
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}", markup=False),
        TextColumn("{task.fields[standing]}", markup=False),
        TimeElapsedColumn(),
    )
    last = batch
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(batch.id, total=batch.progress.total, standing="")
        async for last in standings:
            done = last.progress.total - last.progress.pending
            bar.update(task, completed=done, standing=_words(last))
    return last


async def _lines(batch: Batch, standings: AsyncIterator[Batch]) -> Batch:
    """For a log: a line whenever something has changed."""
    told, last = "", batch
    async for last in standings:
        words = f"{last.id}: {last.state.value}, {_words(last)}"
        if words != told:
            sys.stderr.write(f"{words}\n")
            sys.stderr.flush()
        told = words
    return last


def _words(batch: Batch) -> str:
    progress = batch.progress
    parts = [f"{progress.sent} sent"]
    parts += [f"{progress.failed} failed"] if progress.failed else []
    parts += [f"{progress.cancelled} cancelled"] if progress.cancelled else []
    parts += [f"{progress.pending} to go"] if progress.pending else []
    return ", ".join(parts)


def _loaded(file: Path | None) -> LoadedPlugins:
    try:
        loaded = load(file, os.environ)
    except ConfigError as error:
        fail_config(error)
    set_up_logging(LogConfig(level="warning", format=loaded.config.log.format))
    return loaded
