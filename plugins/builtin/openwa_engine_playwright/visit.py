"""One browser of a session, from its first page to its end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from openwa_engine_playwright.browser import Browser
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.errands import Errands
from openwa_engine_playwright.faults import (
    PageAnswerError,
    PageFault,
    PageGarbledError,
    PageGoneError,
    PageSilentError,
    UnreachableError,
)
from openwa_engine_playwright.intake import Intake
from openwa_engine_playwright.link import Link, Step, Todo
from openwa_engine_playwright.listener import LinkSigns, Listener
from openwa_engine_playwright.looks import Looks
from openwa_engine_playwright.page import WhatsAppPage
from openwa_engine_playwright.progress import Progress
from openwa_engine_playwright.reporter import Reporter
from openwa_engine_playwright.uptime import Uptime
from openwa_engine_playwright.wire import STATE, BrokenState, LoadingState, PageState, RunningState
from openwa_hookspecs.context import Context
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import SessionStatus

__all__ = ["Ending", "Visit"]

_MISSES_ALLOWED: Final = 1
"""A page that loads anew may miss one heartbeat."""


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a visit ended, and what that means for the next one."""

    fault: str | None = None
    """Why a new browser is needed; None when none is."""
    hangs: bool = False
    unreachable: bool = False
    unlinked: bool = False
    showed_something: bool = False
    ready_for_s: float = 0.0
    """The longest time that the session was CONNECTED without a break."""


class Visit:
    """Watches the page and follows the state of its link."""

    def __init__(
        self,
        session_id: SessionId,
        browser: Browser,
        *,
        config: PlaywrightConfig,
        context: Context,
        link: Link,
        reporter: Reporter,
        intake: Intake,
        progress: Progress,
    ) -> None:
        self._session_id = session_id
        self._config = config
        self._context = context
        self._link = link
        self._reporter = reporter
        self._progress = progress
        self._one_look_at_a_time = asyncio.Lock()
        self._end: asyncio.Future[Step] = asyncio.get_running_loop().create_future()
        self._looks = Looks()
        self._misses = 0
        self._showed_something = False
        self._ready = Uptime(context.clock)
        self.lacks: frozenset[str] = frozenset()
        """Capabilities that WhatsApp, as the page has it now, cannot give."""
        signs = LinkSigns(state=self._see, logout=self._logged_out, gap=self._missed_some)
        self._listener = Listener(session_id, intake=intake, signs=signs, log=context.log)
        self.browser = browser
        self.page = WhatsAppPage(browser, self._listener.take)
        self._errands = Errands(
            session_id, self.page, link=link, intake=intake, progress=progress, config=config, context=context
        )

    @property
    def is_unlinked(self) -> bool:
        """Whether it ended because WhatsApp ended the link."""
        return self._end.done() and self._end.result().unlinked

    async def run(self, script: str) -> Ending:
        """Open WhatsApp Web and stay until it ends."""
        try:
            await self.page.open(self._config.url, script, limit_s=self._config.timeouts.ready_s)
            step = await self._watch()
        except PageFault as fault:
            return self._ending(
                fault=str(fault),
                hangs=isinstance(fault, PageSilentError),
                unreachable=isinstance(fault, UnreachableError),
            )
        finally:
            self._finish(Step())
            self._listener.close()
            self._errands.cancel()
        return self._ending(fault=step.fault, unlinked=step.unlinked)

    async def _watch(self) -> Step:
        """Heartbeats, until something ends the visit. Raises `PageFault`."""
        timeouts = self._config.timeouts
        deadline = self._context.clock.monotonic() + timeouts.ready_s
        while not self._end.done():
            await self._pause(timeouts.heartbeat_every_s)
            if not self._end.done():
                await self._beat()
                await self._keep_progress()
            if not self._showed_something and self._context.clock.monotonic() > deadline:
                raise PageGoneError(f"WhatsApp Web did not get ready within {timeouts.ready_s:g} s")
        return self._end.result()

    async def _pause(self, seconds: float) -> None:
        sleeping = asyncio.ensure_future(self._context.clock.sleep(seconds))
        signs: set[asyncio.Future[Any]] = {sleeping, self._end, self.page.ended}
        try:
            await asyncio.wait(signs, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
        if self.page.ended.done() and not self._end.done():
            raise PageGoneError(self.page.ended.result())

    async def _beat(self) -> None:
        limit_s = self._config.timeouts.heartbeat_limit_s
        try:
            state = await self.page.ask(STATE.validate_python, "beat", limit_s=limit_s)
        except (PageGoneError, PageGarbledError, PageAnswerError):
            self._misses += 1
            if self._misses > _MISSES_ALLOWED:
                raise PageGoneError("the page shows something else than WhatsApp Web") from None
        else:
            self._misses = 0
            await self._see(state)

    async def _keep_progress(self) -> None:
        try:
            await self._progress.save()
        except GatewayError as error:
            self._context.log.warning("progress not kept", session=self._session_id, error=error.message)

    async def _see(self, state: PageState) -> None:
        async with self._one_look_at_a_time:
            if isinstance(state, BrokenState) or self._looks.is_news(state.load, state.look):
                await self._follow(self._judge(state))

    def _judge(self, state: PageState) -> Step:
        match state:
            case RunningState():
                step = self._link.see(state)
                self._miss(frozenset(state.lacks))
                self._showed_something = self._showed_something or step.status is not None
                return step
            case LoadingState():
                self._progress.behind()
                return self._link.loading()
            case BrokenState():
                return Step(fault="the wa-js bundle does not start in the page")

    def _miss(self, lacks: frozenset[str]) -> None:
        if lacks - self.lacks:
            self._context.log.warning(
                "WhatsApp has changed: capabilities are off", session=self._session_id, lacks=sorted(lacks)
            )
        self.lacks = lacks

    async def _logged_out(self, reason: str) -> None:
        async with self._one_look_at_a_time:
            await self._follow(self._link.logged_out(reason))

    def _missed_some(self) -> None:
        self._progress.behind()
        self._errands.run(Todo.CATCH_UP)

    async def _follow(self, step: Step) -> None:
        if self._end.done():
            return
        if step.status is not None:
            self._ready.note(is_up=step.status.status is SessionStatus.READY)
            await self._reporter.tell_status(step.status, step.code)
        if step.todo is not None:
            self._errands.run(step.todo)
        if step.is_end or step.fault is not None:
            self._finish(step)

    def _finish(self, step: Step) -> None:
        if not self._end.done():
            self._end.set_result(step)

    def _ending(
        self, *, fault: str | None, hangs: bool = False, unreachable: bool = False, unlinked: bool = False
    ) -> Ending:
        return Ending(
            fault=fault,
            hangs=hangs,
            unreachable=unreachable,
            unlinked=unlinked,
            showed_something=self._showed_something,
            ready_for_s=self._ready.longest_s,
        )
