"""An engine whose every answer a test writes down beforehand: where the outcome is the point."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from openwa_hookspecs.engine import Capability, Emit, LookupResult
from openwa_hookspecs.errors import OutcomeUnknownError
from openwa_hookspecs.models.content import text_of
from openwa_hookspecs.models.events import EngineEvent, StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageKey, SessionId, own_message_id
from openwa_hookspecs.models.messages import OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import Account, SessionRecord, SessionStatus
from openwa_hookspecs.service import Health

ME = Account(phone_number="628999", push_name="Me", platform="android")
Answer = Callable[[OutboundMessage, MessageKey], Awaitable[SentMessage]]
Opening = Callable[[SessionRecord, Emit], Awaitable[None]]
Closing = Callable[[SessionId, bool], Awaitable[None]]


async def deliver(message: OutboundMessage, key: MessageKey) -> SentMessage:
    """WhatsApp takes it."""
    return SentMessage(message_id=own_message_id(message.chat_id, key), wa_timestamp=1_767_225_600)


async def break_off(message: OutboundMessage, key: MessageKey) -> SentMessage:
    """The page dies in the middle."""
    raise OutcomeUnknownError("page crashed")


async def hang(message: OutboundMessage, key: MessageKey) -> SentMessage:
    """No answer ever."""
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


@dataclass
class ScriptedEngine:
    """Answers sends from `answers` (then `deliver`), look-ups from `found` (then UNKNOWN); opens with the
    status `opens`, unless `opening` and `closing` say what to do."""

    capabilities: frozenset[Capability] = frozenset({Capability.SEND_TEXT, Capability.LOOKUP})
    answers: deque[Answer] = field(default_factory=deque)
    found: deque[SendOutcome] = field(default_factory=deque)
    opens: SessionStatus = SessionStatus.READY
    sends: list[tuple[str, MessageKey]] = field(default_factory=list)
    lookups: list[MessageKey] = field(default_factory=list)
    opened: list[SessionId] = field(default_factory=list)
    closed: list[tuple[SessionId, bool]] = field(default_factory=list)
    opening: Opening | None = None
    closing: Closing | None = None
    at_once: int = 0
    most_at_once: int = 0
    emits: dict[SessionId, Emit] = field(default_factory=dict)

    async def start(self) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def health(self) -> Health:
        return Health()

    async def open_session(self, session: SessionRecord, emit: Emit) -> None:
        self.opened.append(session.id)
        self.emits[session.id] = emit
        if self.opening is not None:
            return await self.opening(session, emit)
        account = ME if self.opens is SessionStatus.READY else None
        await emit(StatusChanged(status=self.opens, account=account))

    async def close_session(self, session_id: SessionId, *, logout: bool) -> None:
        self.closed.append((session_id, logout))
        if self.closing is not None:
            await self.closing(session_id, logout)

    async def send(
        self, session_id: SessionId, message: OutboundMessage, client_id: MessageKey
    ) -> SentMessage:
        self.sends.append((text_of(message.content), client_id))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await (self.answers.popleft() if self.answers else deliver)(message, client_id)
        finally:
            self.at_once -= 1

    async def lookup(self, session_id: SessionId, client_id: MessageKey, chat_id: ChatId) -> LookupResult:
        self.lookups.append(client_id)
        outcome = self.found.popleft() if self.found else SendOutcome.UNKNOWN
        if outcome is not SendOutcome.SENT:
            return LookupResult(outcome=outcome)
        sent = SentMessage(message_id=own_message_id(chat_id, client_id), wa_timestamp=1_767_225_600)
        return LookupResult(outcome=outcome, sent=sent)

    async def emit(self, session_id: SessionId, event: EngineEvent) -> None:
        """Report a fact through the newest opening."""
        await self.emits[session_id](event)
