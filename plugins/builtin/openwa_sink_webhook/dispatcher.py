"""All lanes: woken when something is planned or due, and swept for what nobody told of."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Final

from openwa_hookspecs.context import Clock, Log, Tasks
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.ids import WebhookId
from openwa_hookspecs.models.webhooks import Backlog
from openwa_hookspecs.storage import DeliveryRepository
from openwa_sink_webhook.lane import Lane, Workshop

__all__ = ["Dispatcher"]

_SWEEP_S: Final = 30.0
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class Dispatcher:
    """Knows which lanes run and when the next must."""

    def __init__(self, deliveries: DeliveryRepository, clock: Clock, log: Log, tasks: Tasks) -> None:
        self._deliveries = deliveries
        self._clock = clock
        self._log = log
        self._tasks = tasks
        self._lanes: dict[WebhookId, Lane] = {}
        self._running: dict[WebhookId, asyncio.Task[None]] = {}
        self._due: dict[WebhookId, datetime] = {}
        self._earlier = asyncio.Event()
        self._workshop: Workshop | None = None

    @property
    def in_flight(self) -> int:
        """Attempts under way."""
        return sum(lane.in_flight for lane in self._lanes.values())

    def start(self, workshop: Workshop) -> None:
        """Begin to send."""
        self._workshop = workshop
        self._tasks.spawn("webhook timer", self._keep_time())
        self._tasks.spawn("webhook sweep", self._sweep_for_ever())

    async def stop(self) -> None:
        """Begin no more attempts, and wait for those that are under way."""
        self._workshop = None
        for lane in self._lanes.values():
            lane.stop()
        if running := list(self._running.values()):
            await asyncio.wait(running)

    def wake(self, webhook_id: WebhookId, *, again: bool = False) -> None:
        """The webhook may have something to get now."""
        if self._workshop is None:
            return
        lane = self._lanes.get(webhook_id)
        if lane is not None:
            lane.wake(again=again)
            return
        lane = self._lanes[webhook_id] = Lane(webhook_id, self._workshop)
        self._running[webhook_id] = self._tasks.spawn(f"webhook lane {webhook_id}", self._run(lane))

    def due(self, webhook_id: WebhookId, at: datetime) -> None:
        """The webhook has something to get then."""
        if at < self._due.get(webhook_id, _NEVER):
            self._due[webhook_id] = at
            self._earlier.set()

    async def _run(self, lane: Lane) -> None:
        try:
            await lane.run()
        finally:
            del self._lanes[lane.webhook_id], self._running[lane.webhook_id]

    async def _keep_time(self) -> None:
        while True:
            now = self._clock.now()
            for webhook_id in [one for one, at in self._due.items() if at <= now]:
                del self._due[webhook_id]
                self.wake(webhook_id)
            self._earlier.clear()
            await self._until_next(now)

    async def _until_next(self, now: datetime) -> None:
        waits = [asyncio.create_task(self._told_of_an_earlier_one())]
        if self._due:
            pause = (min(self._due.values()) - now).total_seconds()
            waits.append(asyncio.create_task(self._clock.sleep(pause)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _told_of_an_earlier_one(self) -> None:
        await self._earlier.wait()

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                for backlog in await self._deliveries.backlog():
                    self._take_up(backlog)
            except ServiceUnavailableError as error:
                self._log.debug("deliveries cannot be swept now", error=error.message)
            except Exception:  # supervisor: without a sweep what a wake-up missed would wait for ever
                self._log.exception("deliveries not swept")
            await self._clock.sleep(_SWEEP_S)

    def _take_up(self, backlog: Backlog) -> None:
        if backlog.next_due <= self._clock.now():
            self.wake(backlog.webhook_id)
        else:
            self.due(backlog.webhook_id, backlog.next_due)
