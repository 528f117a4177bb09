"""The network inside the gateway's process, with its file and its control API."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from openwa_engine_simulator.address import parse_bind
from openwa_engine_simulator.config import SimulatorConfig
from openwa_engine_simulator.engine.timers import ClockTimers
from openwa_engine_simulator.network.ids import Ids, Number
from openwa_engine_simulator.network.journal import FileJournal, NoJournal
from openwa_engine_simulator.network.lobby import QrSettings
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.shelf import shelf_beside
from openwa_hookspecs.context import Context

__all__ = ["OwnNetwork"]

_AUTO_LINK_S = 1.0


class OwnNetwork:
    """Raises `JournalBusyError` or `OSError` from `start` when its file cannot be had."""

    def __init__(self, config: SimulatorConfig, context: Context) -> None:
        self._config = config
        self._context = context
        self._timers = ClockTimers(context.clock, context.tasks)
        self._ends = AsyncExitStack()
        self._network: Network | None = None
        self.control_url: str | None = None
        self.problem: str | None = None
        """What is amiss though the network works."""

    @property
    def network(self) -> Network:
        if self._network is None:
            raise RuntimeError("the simulator has not been started")
        return self._network

    async def start(self) -> None:
        path = self._config.state_file
        journal = NoJournal() if path is None else await asyncio.to_thread(FileJournal, path)
        self._network = Network(
            timers=self._timers,
            ids=Ids(self._context.clock.token),
            qr=QrSettings(ttl_s=self._config.qr_ttl_s),
            journal=journal,
            shelf=shelf_beside(path),
        )
        self._ends.callback(self._network.close)
        await asyncio.to_thread(self._network.book.restore)
        if self._config.control is not None:
            await self._serve_control(self._config.control)

    async def stop(self) -> None:
        if self._network is not None:
            self._network.board.cut(None)
        await self._ends.aclose()

    def scan_for(self, code: str) -> None:
        """Has the configured phone scan the code, if there is one."""
        number = self._config.auto_link
        if number is not None:
            self._timers.call_later(_AUTO_LINK_S, lambda: self._scan(Number(number), code))

    def _scan(self, number: Number, code: str) -> None:
        try:
            self.network.phones.scan(number, code)
        except RefusedError as refused:
            self._context.log.warning("auto_link failed", reason=refused.code)

    async def _serve_control(self, bind: str) -> None:
        from openwa_engine_simulator.server.app import create_app  # noqa: PLC0415  only where it is served
        from openwa_engine_simulator.server.serving import serve_app  # noqa: PLC0415

        serving = serve_app(create_app(self.network), parse_bind(bind))
        try:
            self.control_url = await self._ends.enter_async_context(serving)
        except OSError as error:
            self.problem = f"no control API: {bind} cannot be had ({error.strerror})"
            self._context.log.warning(
                "control API not served: set another `control` address, or null",
                address=bind,
                error=error.strerror,
            )
        else:
            self._context.log.info("control API of the simulator", url=f"{self.control_url}/control")
