"""What came while a session was away is passed on before it counts as read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest

from openwa_core.testing.fakes.context import FakeContext
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.errands import Errands
from openwa_engine_playwright.intake import Intake
from openwa_engine_playwright.link import Link, Todo
from openwa_engine_playwright.page import WhatsAppPage
from openwa_engine_playwright.progress import Progress
from openwa_engine_playwright.reporter import Reporter
from openwa_engine_playwright.wire import Found
from openwa_hookspecs.models.events import EngineEvent, MessageSeen
from openwa_hookspecs.models.ids import SessionId

SESSION = SessionId("sess_1")
READ = f"read/{SESSION}"
KEPT = 1_000


def _message(key: str, t: int) -> dict[str, object]:
    return {"id": f"false_628222@c.us_{key}", "chat": "628222@c.us", "fromMe": False, "type": "chat", "t": t}


@dataclass
class Away:
    """A session that was away, and core, which may end it while it catches up."""

    context: FakeContext = field(default_factory=FakeContext)
    told: list[str] = field(default_factory=list)
    ends_after: int | None = None

    def __post_init__(self) -> None:
        self.reporter = Reporter(SESSION, self.emit, clock=self.context.clock, log=self.context.log)
        self.progress = Progress(self.context.state, SESSION)
        self.intake = Intake(self.reporter, self.progress)

    async def emit(self, event: EngineEvent) -> None:
        if isinstance(event, MessageSeen):
            self.told.append(event.message.key)
        if len(self.told) == self.ends_after:
            self.reporter.mute()

    async def catch_up(self, *messages: dict[str, object]) -> None:
        await self.progress.load()

        async def ask(read: Callable[[object], Found], name: str, **_: object) -> Found:
            return read({"messages": list(messages)})

        errands = Errands(
            SESSION,
            cast(WhatsAppPage, SimpleNamespace(ask=ask)),
            link=cast(Link, SimpleNamespace(load=lambda: None)),
            intake=self.intake,
            progress=self.progress,
            config=PlaywrightConfig(),
            context=self.context,
        )
        errands.run(Todo.CATCH_UP)
        for task in list(errands._running):
            await task


@pytest.fixture
async def away() -> Away:
    away = Away()
    await away.context.state.set(READ, str(KEPT))
    return away


async def test_all_that_was_missed_is_passed_on_and_counts_as_read(away: Away) -> None:
    await away.catch_up(_message("A", 1_100), _message("B", 1_200))
    assert away.told == ["A", "B"]
    assert await away.context.state.get(READ) == "1200"


async def test_what_was_not_passed_on_when_the_session_was_closed_does_not_count_as_read(away: Away) -> None:
    away.ends_after = 1
    await away.catch_up(_message("A", 1_100), _message("B", 5_000), _message("C", 9_000))
    await away.progress.save()
    assert away.told == ["A"]
    assert await away.context.state.get(READ) == str(KEPT)


async def test_strange_message_is_said_and_the_others_are_passed_on(away: Away) -> None:
    await away.catch_up(_message("A", 1_100), {"id": 7}, _message("B", 1_200))
    assert away.told == ["A", "B"]
    assert [line.event for line in away.context.log.lines] == ["strange messages from the page"]
