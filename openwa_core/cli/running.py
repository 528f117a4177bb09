"""Running a plugin's command: what it is lent, how it ends."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

import typer

from openwa_core import loop
from openwa_core.cli.failing import fail
from openwa_core.cli.lending import lent_context, started_service, store_context
from openwa_core.clock import SystemClock
from openwa_core.config import LogConfig
from openwa_core.context import CoreContext
from openwa_core.loader import LoadedPlugins, PluginCommand
from openwa_core.logging import log_for, set_up_logging
from openwa_core.vault import Vault

__all__ = ["run_command"]

_EXIT_TERMINATED: Final = 128 + signal.SIGTERM


def run_command(
    loaded: LoadedPlugins,
    command: PluginCommand,
    arguments: tuple[object, ...],
    options: Mapping[str, object],
) -> None:
    """Run it to its end and print what it returns; a failure is one line on stderr."""
    level = "debug" if loaded.config.log.level == "debug" else "warning"
    set_up_logging(LogConfig(level=level, format=loaded.config.log.format))
    try:
        answer = loop.run(_run(command, loaded, arguments, options))
    except asyncio.CancelledError:
        raise typer.Exit(_EXIT_TERMINATED) from None
    except Exception as error:  # supervisor: a plugin's code runs here, and its user wants no stack trace
        log_for(command.offer.name).debug("command failed", exc_info=error)
        fail(f"{' '.join(command.path)}: {error or type(error).__name__}")
    if answer is not None:
        typer.echo(answer)


async def _run(
    command: PluginCommand,
    loaded: LoadedPlugins,
    arguments: tuple[object, ...],
    options: Mapping[str, object],
) -> str | None:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with _context(command, loaded) as context:
        return await command.run(command.offer.section, context, *arguments, **options)


@asynccontextmanager
async def _context(command: PluginCommand, loaded: LoadedPlugins) -> AsyncIterator[CoreContext]:
    clock = SystemClock(time_scale=loaded.config.test.effective_time_scale)
    if not command.storage:
        async with lent_context(command.offer, clock) as context:
            yield context
        return
    async with (
        started_service(loaded.storage, clock) as storage,
        store_context(command.offer, clock, storage, Vault(loaded.config.data_dir)) as context,
    ):
        yield context
