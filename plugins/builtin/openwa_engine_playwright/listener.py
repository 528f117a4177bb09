"""What a page tells, taken in order and each fact once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pydantic import ValidationError

from openwa_engine_playwright.intake import Intake
from openwa_engine_playwright.wire import (
    FACT,
    AckFact,
    Batch,
    EditFact,
    Fact,
    LogoutFact,
    MessageFact,
    PageState,
    ReactionFact,
    RevokeFact,
    StateFact,
)
from openwa_hookspecs.context import Log
from openwa_hookspecs.models.ids import MessageId, SessionId

__all__ = ["LinkSigns", "Listener"]


@dataclass(frozen=True, kw_only=True)
class LinkSigns:
    """Who wants to know what the page tells of its link to WhatsApp."""

    state: Callable[[PageState], Awaitable[None]]
    logout: Callable[[str], Awaitable[None]]
    gap: Callable[[], None]
    """The page had more to tell than it could keep."""


class Listener:
    """Bound to one browser; once closed, a late word of its page does nothing."""

    def __init__(self, session_id: SessionId, *, intake: Intake, signs: LinkSigns, log: Log) -> None:
        self._session_id = session_id
        self._intake = intake
        self._signs = signs
        self._log = log
        self._one_at_a_time = asyncio.Lock()
        self._is_closed = False
        self._load = ""
        self._number = 0

    def close(self) -> None:
        """Listen no more."""
        self._is_closed = True

    async def take(self, batch: Batch) -> None:
        """Returns when all of it is stored: until then the page keeps it, and tells it again."""
        try:
            async with self._one_at_a_time:
                await self._take_batch(batch)
        except Exception as error:  # supervisor: Playwright would tell nobody but the page
            # The class alone: what a database says of a text that it refuses, it says with the text.
            self._log.warning(
                "facts not taken; the page tells them again",
                session=self._session_id,
                error=type(error).__name__,
            )
            raise

    async def _take_batch(self, batch: Batch) -> None:
        if batch.load != self._load:
            self._load, self._number = batch.load, 0
        for raw in batch.facts:
            await self._take_fact(raw)
        if batch.overflowed and not self._is_closed:
            self._signs.gap()

    async def _take_fact(self, raw: object) -> None:
        try:
            fact = FACT.validate_python(raw)
        except ValidationError as error:
            self._log.warning(
                "strange fact from the page", session=self._session_id, faults=error.error_count()
            )
            return
        if self._is_closed or 0 < fact.n <= self._number:
            return
        await self._pass_on(fact)
        self._number = max(fact.n, self._number)

    async def _pass_on(self, fact: Fact) -> None:
        match fact:
            case StateFact():
                await self._signs.state(fact.state)
            case LogoutFact():
                await self._signs.logout(fact.reason)
            case MessageFact():
                await self._intake.take(fact.message)
            case AckFact():
                for message_id in fact.ids:
                    await self._intake.take_ack(MessageId(message_id), fact.ack, fact.chat)
            case EditFact() | RevokeFact() | ReactionFact():
                await self._intake.take_change(fact)
