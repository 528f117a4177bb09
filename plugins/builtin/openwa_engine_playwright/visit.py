"""One browser of a session, from its first page to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from openwa_engine_playwright.browser import Browser
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.faults import (
    PageAnswerError,
    PageFault,
    PageGoneError,
    PageSilentError,
    UnreachableError,
)
from openwa_engine_playwright.intake import Intake
from openwa_engine_playwright.link import Link, Step, Todo
from openwa_engine_playwright.page import WhatsAppPage
from openwa_engine_playwright.progress import Progress
from openwa_engine_playwright.reporter import Reporter
from openwa_engine_playwright.wire import (
    FACT,
    STATE,
    AckFact,
    Batch,
    BrokenState,
    Fact,
    Found,
    LoadingState,
    LogoutFact,
    MessageFact,
    Nothing,
    PageState,
    RunningState,
    StateFact,
)
from openwa_hookspecs.context import Context
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.models.ids import MessageId, SessionId
from openwa_hookspecs.models.sessions import SessionStatus

__all__ = ["Ending", "Visit"]

_MISSES_ALLOWED = 1
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
    """How long the session was CONNECTED without a break up to the end."""


class Visit:
    """Watches the page, follows the link's state and passes on what the page tells. Once it is over, a late
    word of its page does nothing."""

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
        self._intake = intake
        self._progress = progress
        self._taking = asyncio.Lock()
        self._seeing = asyncio.Lock()
        self._load = ""
        self._number = 0
        self._misses = 0
        self._showed_something = False
        self._ready_since: float | None = None
        self._jobs: set[asyncio.Task[None]] = set()
        self._end: asyncio.Future[Step] = asyncio.get_running_loop().create_future()
        self.browser = browser
        self.page = WhatsAppPage(browser, self._take)

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
            for job in self._jobs:
                job.cancel()
        return self._ending(fault=step.fault, unlinked=step.unlinked)

    async def _watch(self) -> Step:
        """Heartbeats, until something ends the visit. Raises `PageFault`."""
        timeouts = self._config.timeouts
        deadline = self._context.clock.monotonic() + timeouts.ready_s
        while not self._end.done():
            await self._pause(timeouts.heartbeat_every_s)
            if not self._end.done():
                await self._beat()
                await self._save_progress()
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
        try:
            state = await self.page.ask(
                STATE.validate_python, "beat", limit_s=self._config.timeouts.heartbeat_limit_s
            )
        except (PageGoneError, PageAnswerError):
            self._misses += 1
            if self._misses > _MISSES_ALLOWED:
                raise PageGoneError("the page shows something else than WhatsApp Web") from None
        else:
            self._misses = 0
            await self._see(state)

    async def _save_progress(self) -> None:
        try:
            await self._progress.save()
        except GatewayError as error:
            self._context.log.warning("progress not kept", session=self._session_id, error=error.message)

    async def _take(self, batch: Batch) -> None:
        """What the page tells. Returns when all of it is stored: until then the page keeps it."""
        async with self._taking:
            if batch.load != self._load:
                self._load, self._number = batch.load, 0
                self._link.load()
                self._progress.behind()
            for raw in batch.facts:
                await self._take_fact(raw)
            if batch.overflowed:
                self._progress.behind()
                self._do(Todo.CATCH_UP)

    async def _take_fact(self, raw: object) -> None:
        try:
            fact = FACT.validate_python(raw)
        except ValidationError as error:
            self._context.log.warning(
                "strange fact from the page", session=self._session_id, faults=error.error_count()
            )
            return
        if self._end.done() or 0 < fact.n <= self._number:
            return
        await self._pass_on(fact)
        self._number = max(fact.n, self._number)

    async def _pass_on(self, fact: Fact) -> None:
        match fact:
            case StateFact():
                await self._see(fact.state)
            case LogoutFact():
                async with self._seeing:
                    await self._follow(self._link.logged_out(fact.reason))
            case MessageFact():
                await self._intake.take(fact.message)
            case AckFact():
                for message_id in fact.ids:
                    await self._intake.take_ack(MessageId(message_id), fact.ack)

    async def _see(self, state: PageState) -> None:
        async with self._seeing:
            match state:
                case RunningState():
                    await self._follow(self._link.see(state))
                case BrokenState():
                    await self._follow(Step(fault="the wa-js bundle does not start in the page"))
                case LoadingState():
                    return

    async def _follow(self, step: Step) -> None:
        if self._end.done():
            return
        if step.status is not None:
            self._showed_something = True
            self._time(is_ready=step.status.status is SessionStatus.READY)
            await self._reporter.tell_status(step.status, step.code)
        if step.todo is not None:
            self._do(step.todo)
        if step.is_end or step.fault is not None:
            self._finish(step)

    def _time(self, *, is_ready: bool) -> None:
        if not is_ready:
            self._ready_since = None
        elif self._ready_since is None:
            self._ready_since = self._context.clock.monotonic()

    def _do(self, todo: Todo) -> None:
        match todo:
            case Todo.CATCH_UP:
                self._spawn(self._catch_up, or_else=self._link.load)
            case Todo.REFRESH_QR:
                self._spawn(lambda: self._call("refreshQr"), or_else=self._link.refresh_failed)
            case Todo.TAKE_OVER:
                self._spawn(lambda: self._call("takeOver"), or_else=self._link.load)

    def _spawn(self, work: Callable[[], Awaitable[None]], *, or_else: Callable[[], None]) -> None:
        async def attempt() -> None:
            try:
                await work()
            except (PageFault, PageAnswerError, GatewayError) as error:
                self._context.log.warning(
                    "page did not do its work", session=self._session_id, error=str(error)
                )
                or_else()

        job = self._context.tasks.spawn(f"work in the page of {self._session_id}", attempt())
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)

    async def _call(self, name: str) -> None:
        await self.page.ask(Nothing.model_validate, name, limit_s=self._config.timeouts.evaluate_s)

    async def _catch_up(self) -> None:
        since = self._progress.since(self._context.clock.now())
        if since is not None:
            found = await self.page.ask(
                Found.model_validate, "since", limit_s=self._config.timeouts.ready_s, t=since
            )
            for message in found.messages:
                await self._intake.take_missed(message)
        self._progress.caught_up()
        await self._progress.save()

    def _finish(self, step: Step) -> None:
        if not self._end.done():
            self._end.set_result(step)

    def _ending(
        self, *, fault: str | None, hangs: bool = False, unreachable: bool = False, unlinked: bool = False
    ) -> Ending:
        now = self._context.clock.monotonic()
        return Ending(
            fault=fault,
            hangs=hangs,
            unreachable=unreachable,
            unlinked=unlinked,
            showed_something=self._showed_something,
            ready_for_s=0.0 if self._ready_since is None else now - self._ready_since,
        )
