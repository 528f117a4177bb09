"""The life of an open session: its browsers, one after the other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from openwa_engine_playwright.backoff import Backoff
from openwa_engine_playwright.browser import Browser, clear_leftovers, end_leftovers, launch_browser
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.driver import Driver
from openwa_engine_playwright.equipment import Equipment
from openwa_engine_playwright.faults import CannotRunError, PageFault
from openwa_engine_playwright.intake import Intake
from openwa_engine_playwright.link import Link
from openwa_engine_playwright.processes import BrowserMark
from openwa_engine_playwright.profile import Profile
from openwa_engine_playwright.progress import Progress
from openwa_engine_playwright.reporter import Reporter
from openwa_engine_playwright.sheltered import to_the_end
from openwa_engine_playwright.visit import Ending, Visit
from openwa_hookspecs.context import Context
from openwa_hookspecs.engine import Emit
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason

__all__ = ["Life", "Shared"]


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What all sessions of an engine share, but for the configuration: one may have its own."""

    config: PlaywrightConfig
    context: Context
    driver: Driver
    equipment: Equipment
    launching: asyncio.Lock
    """One browser starts at a time: a start takes all the processor that there is."""


class Life:
    """Holds the profile, starts a browser, stays with it, starts the next one when that one fails."""

    def __init__(self, session_id: SessionId, emit: Emit, shared: Shared) -> None:
        config, context = shared.config, shared.context
        self._session_id = session_id
        self._shared = shared
        self._profile = Profile(config.profiles_dir, session_id)
        self._mark = BrowserMark(session_id=session_id, profile=self._profile.path)
        self._progress = Progress(context.state, session_id)
        self._link = Link(takeover=config.takeover, qr_refreshes=config.qr_refreshes)
        self._backoff = Backoff(
            first_s=config.reconnect.first_s, cap_s=config.reconnect.cap_s, random=context.clock.random
        )
        self._fruitless = 0
        self._cannot_run: CannotRunError | None = None
        self.reporter = Reporter(session_id, emit, clock=context.clock, log=context.log)
        self._intake = Intake(self.reporter, self._progress)
        self.visit: Visit | None = None
        """The browser that runs now, if one does."""
        self.visits = 0
        self.breakages = 0
        self._task = context.tasks.spawn(f"session {session_id}", self._run())

    @property
    def is_over(self) -> bool:
        """Whether it runs no browser any more, and will not."""
        return self._task.done()

    async def opened(self) -> None:
        """Wait for the first status. Raises `CannotRunError` when there will be none."""
        await self.reporter.has_spoken.wait()
        if self._cannot_run is not None:
            raise self._cannot_run

    async def end(self) -> None:
        """End what runs; may be called twice, and by two at once. Nothing is reported from now on."""
        self.reporter.mute()
        if not self._task.cancelling():
            self._task.cancel()
        await asyncio.wait({self._task})

    async def _run(self) -> None:
        try:
            if self._profile.acquire():
                await self._progress.forget()  # of an earlier link
            await self._progress.load()
            await self._visits()
        except CannotRunError as error:
            await self._give_up(error)
        except Exception:  # supervisor: a fault of ours ends this session, and nothing else
            self._shared.context.log.exception("session failed", session=self._session_id)
            await self.reporter.tell_status(_failed("The engine failed; the gateway's log has the reason"))
        finally:
            self._profile.release()
            self.reporter.has_spoken.set()

    async def _give_up(self, error: CannotRunError) -> None:
        if self.reporter.has_spoken.is_set():
            await self.reporter.tell_status(_failed(error.message))
        else:
            self._cannot_run = error

    async def _visits(self) -> None:
        while (fault := (ending := await self._visit()).fault) is not None:
            self._count(ending)
            if self._fruitless >= self._shared.config.reconnect.attempts:
                await self.reporter.tell_status(_failed(fault))
                return
            self._shared.context.log.warning("browser is replaced", session=self._session_id, fault=fault)
            await self.reporter.tell_status(_interrupted(fault))
            await self._shared.context.clock.sleep(self._backoff.next_delay())

    def _count(self, ending: Ending) -> None:
        if ending.ready_for_s >= self._shared.config.reconnect.stable_after_s:
            self._backoff.reset()
        if ending.showed_something:
            self._fruitless = 0
        elif not ending.unreachable:
            self._fruitless += 1

    async def _visit(self) -> Ending:
        """One browser, from its start to its last process."""
        try:
            script = await self._shared.equipment.script(self._shared.config.device_name)
            browser = await self._launch()
        except PageFault as fault:
            return Ending(fault=str(fault))
        self.visit = self._new_visit(browser)
        ending = Ending()
        try:
            ending = await self.visit.run(script)
            return ending
        finally:
            self.breakages += self.visit.page.breakages
            self.visit = None
            name = f"end the browser of {self._session_id}"
            cleaning = self._shared.context.tasks.spawn(name, self._clean_up(browser, ending))
            await to_the_end(cleaning)

    async def _launch(self) -> Browser:
        shared = self._shared
        async with shared.launching:
            program, leftovers, _ = await asyncio.gather(
                shared.equipment.program(), clear_leftovers(self._mark), shared.driver.get()
            )
            if leftovers:
                shared.context.log.warning("a browser was left over and is ended", session=self._session_id)
            self._profile.drop_singleton_links()
            await asyncio.to_thread(self._profile.drop_downloads)
            self._link.load()
            self._progress.behind()
            self.visits += 1
            return await launch_browser(shared.driver, program, self._mark, shared.config)

    def _new_visit(self, browser: Browser) -> Visit:
        return Visit(
            self._session_id,
            browser,
            config=self._shared.config,
            context=self._shared.context,
            link=self._link,
            reporter=self.reporter,
            intake=self._intake,
            progress=self._progress,
        )

    async def _clean_up(self, browser: Browser, ending: Ending) -> None:
        await browser.stop(hangs=ending.hangs)
        await end_leftovers(self._mark)
        try:
            if ending.unlinked:
                self._profile.set_aside(self._shared.context.clock.now())
                await self._progress.forget()
            else:
                await self._progress.save()
        except GatewayError as error:
            self._shared.context.log.warning(
                "progress not kept", session=self._session_id, error=error.message
            )


def _failed(detail: str) -> StatusChanged:
    return StatusChanged(status=SessionStatus.ERROR, reason=StatusReason.ENGINE_FAILED, detail=detail)


def _interrupted(fault: str) -> StatusChanged:
    return StatusChanged(
        status=SessionStatus.DISCONNECTED,
        reason=StatusReason.CONNECTION_LOST,
        detail=f"{fault}; a new browser is started",
    )
