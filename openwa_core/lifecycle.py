"""The life of the process: start in order, serve, drain, stop in the reverse order."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Any

from openwa_core.app import create_app
from openwa_core.clock import SystemClock
from openwa_core.collector import set_aside_later
from openwa_core.gateway import CannotBuildError, CoreGateway, Running
from openwa_core.loader import LoadedPlugins
from openwa_core.node import Node, NodeBusyError
from openwa_core.server import CannotListenError, ServerNotInstalledError, serve
from openwa_core.services.notice_retention import NoticeRetention
from openwa_hookspecs.errors import ServiceUnavailableError

__all__ = ["EXIT_REFUSED", "EXIT_UNAVAILABLE", "Lifecycle", "StartRefusedError", "run"]

EXIT_REFUSED = 1
EXIT_UNAVAILABLE = 69
"""EX_UNAVAILABLE of sysexits.h: the address, the data directory or the database is not to be had."""

_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 40.0
"""More than core gives an engine to close a session."""

_DRAIN_TIMEOUT_S = 20.0
_FLUSH_TIMEOUT_S = 5.0


class StartRefusedError(Exception):
    """A service that is not optional did not start; `code` is the process's exit code."""

    def __init__(self, label: str, cause: Exception) -> None:
        super().__init__(f"{label}, did not start: {str(cause) or type(cause).__name__}")
        self.code = EXIT_UNAVAILABLE if isinstance(cause, ServiceUnavailableError) else EXIT_REFUSED


class Lifecycle:
    """Starts and stops what `CoreGateway` has built."""

    def __init__(self, gateway: CoreGateway) -> None:
        self._gateway = gateway
        self._log = gateway.log
        self._started: list[Running] = []

    async def start(self) -> None:
        """All services in order, then the sessions. Raises `StartRefusedError`; `stop` is to be called then,
        too."""
        for running in self._gateway.order:
            await self._start_one(running)
        try:
            await self._gateway.pumps.start(self._gateway.tasks)
            await self._gateway.table.load()
        except ServiceUnavailableError as error:
            raise StartRefusedError("the event log or the sessions", error) from error
        self._gateway.facade.idempotency.start(self._gateway.tasks)
        notices = NoticeRetention(self._gateway.storage, self._gateway.clock, self._log)
        for upkeep in (*self._gateway.upkeep, notices):
            self._gateway.tasks.spawn(type(upkeep).__name__, upkeep.run())
        self._gateway.health.serving = True

    async def drain(self) -> None:
        """Refuse new work and finish what is under way."""
        self._gateway.health.serving = False
        await self._gateway.hooks.notify("gateway_stopping")
        await self._gateway.table.drain(_DRAIN_TIMEOUT_S)
        await self._gateway.pumps.flush(_FLUSH_TIMEOUT_S)

    async def stop(self) -> None:
        """Close the sessions without logout and stop the services in reverse order."""
        self._gateway.health.serving = False
        if len(self._started) == len(self._gateway.order):
            await self._guarded("sessions", self._gateway.table.release())
        await self._gateway.tasks.cancel()
        while self._started:
            running = self._started.pop()
            await self._guarded(running.label, running.service.stop())
            await running.tasks.cancel()
        await self._guarded("outgoing", self._gateway.http.close())
        await self._guarded("rate limits", self._gateway.rates.close())

    async def _start_one(self, running: Running) -> None:
        self._started.append(running)
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                await running.service.start()
        except Exception as error:  # supervisor: names the plugin, whatever went wrong in it
            if not running.offer.optional:
                self._log.debug("service did not start", service=running.label, exc_info=error)
                raise StartRefusedError(f"{running.label}, {running.offer.plugin}", error) from error
            reason = str(error) or type(error).__name__
            self._log.warning("optional service did not start", service=running.label, error=reason)
            self._gateway.leave_out(running, reason)

    async def _guarded(self, label: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await work
        except Exception:  # supervisor: the others must be stopped, too
            self._log.exception("service did not stop", service=label)


async def run(loaded: LoadedPlugins, *, version: str) -> int:
    """Serve until SIGTERM or SIGINT; the answer is the process's exit code. A second signal exits at once."""
    node = Node(loaded.config.data_dir)
    try:
        owner = node.hold(SystemClock())
    except NodeBusyError as error:
        return _refuse(str(error), EXIT_UNAVAILABLE)
    except OSError as error:
        directory = loaded.config.data_dir
        return _refuse(f"data_dir {directory} cannot be used: {error.strerror or error}", EXIT_UNAVAILABLE)
    try:
        return await _run_as(loaded, version=version, owner=owner)
    finally:
        node.release()


async def _run_as(loaded: LoadedPlugins, *, version: str, owner: str) -> int:
    try:
        gateway = CoreGateway(loaded, version=version, owner=owner)
    except CannotBuildError as error:
        return _refuse(str(error), EXIT_REFUSED)
    lifecycle = Lifecycle(gateway)
    shutdown = _until_signalled()
    try:
        if await _started(lifecycle, shutdown):
            await _serve(gateway, lifecycle, shutdown)
    except StartRefusedError as error:
        return _refuse(str(error), error.code)
    except (CannotListenError, ServerNotInstalledError) as error:
        return _refuse(str(error), EXIT_UNAVAILABLE)
    finally:
        await lifecycle.stop()
    return 0


async def _serve(gateway: CoreGateway, lifecycle: Lifecycle, shutdown: asyncio.Event) -> None:
    """The server runs until the gateway has drained: requests under way get their answers."""
    config = gateway.config.server
    app = create_app(config)
    for transport in gateway.transports:
        transport.mount(app)
    server = asyncio.create_task(serve(app, config, shutdown, gateway.announce))
    setting_aside = set_aside_later()
    await _ended_or_signalled(server, shutdown)
    setting_aside.cancel()
    await lifecycle.drain()
    await server


async def _started(lifecycle: Lifecycle, shutdown: asyncio.Event) -> bool:
    """False when a signal came first."""
    starting = asyncio.create_task(lifecycle.start())
    await _ended_or_signalled(starting, shutdown)
    if not starting.done():
        starting.cancel()
        await asyncio.wait([starting])
        return False
    await starting
    return True


async def _ended_or_signalled(work: asyncio.Task[None], shutdown: asyncio.Event) -> None:
    signalled = asyncio.create_task(shutdown.wait())
    await asyncio.wait([work, signalled], return_when=asyncio.FIRST_COMPLETED)
    signalled.cancel()


def _until_signalled() -> asyncio.Event:
    shutdown = asyncio.Event()

    def on_signal() -> None:
        if shutdown.is_set():
            os._exit(1)
        shutdown.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    return shutdown


def _refuse(reason: str, code: int) -> int:
    sys.stderr.write(f"openwa: {reason}\n")
    return code
