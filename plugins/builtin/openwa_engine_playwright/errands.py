"""What the link's state asks to be done in the page, beside watching it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.faults import PageAnswerError, PageFault
from openwa_engine_playwright.intake import Intake
from openwa_engine_playwright.link import Link, Todo
from openwa_engine_playwright.page import WhatsAppPage
from openwa_engine_playwright.progress import Progress
from openwa_engine_playwright.wire import Missed, Nothing
from openwa_hookspecs.context import Context
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.models.ids import SessionId

__all__ = ["Errands"]


class Errands:
    """Runs them in the background; one that fails is asked for again by the next look at the page."""

    def __init__(
        self,
        session_id: SessionId,
        page: WhatsAppPage,
        *,
        link: Link,
        intake: Intake,
        progress: Progress,
        config: PlaywrightConfig,
        context: Context,
    ) -> None:
        self._session_id = session_id
        self._page = page
        self._link = link
        self._intake = intake
        self._progress = progress
        self._timeouts = config.timeouts
        self._context = context
        self._running: set[asyncio.Task[None]] = set()

    def run(self, todo: Todo) -> None:
        """Begin it."""
        match todo:
            case Todo.CATCH_UP:
                self._spawn(self._catch_up, or_else=self._link.load)
            case Todo.REFRESH_QR:
                self._spawn(self._refresh_qr, or_else=self._link.refresh_ended)
            case Todo.TAKE_OVER:
                self._spawn(self._take_over, or_else=self._link.takeover_ended)

    def cancel(self) -> None:
        """The page is gone."""
        for task in self._running:
            task.cancel()

    def _spawn(self, work: Callable[[], Awaitable[None]], *, or_else: Callable[[], None]) -> None:
        async def attempt() -> None:
            try:
                await work()
            except (PageFault, PageAnswerError, GatewayError) as error:
                self._context.log.warning(
                    "page did not do its work", session=self._session_id, error=str(error)
                )
                or_else()

        task = self._context.tasks.spawn(f"errand in the page of {self._session_id}", attempt())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _refresh_qr(self) -> None:
        await self._call("refreshQr")
        self._link.refresh_ended()

    async def _take_over(self) -> None:
        await self._call("takeOver")
        self._link.takeover_ended()

    async def _call(self, name: str) -> None:
        await self._page.ask(Nothing.model_validate, name, limit_s=self._timeouts.evaluate_s)

    async def _catch_up(self) -> None:
        """Pass on what came while the session was away; a new link's history is no news."""
        since = self._progress.since(self._context.clock.now())
        if since is not None:
            found = await self._page.ask(
                Missed.model_validate, "since", limit_s=self._timeouts.ready_s, t=since
            )
            if found.strange:
                self._context.log.warning(
                    "strange messages from the page", session=self._session_id, faults=found.strange
                )
            for message in found.messages:
                if not await self._intake.take_missed(message):
                    return
            for change in found.changes:
                if not await self._intake.take_change(change):
                    return
        self._progress.caught_up()
        await self._progress.save()
