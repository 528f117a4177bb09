"""The engine role: what drives WhatsApp for a session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias, runtime_checkable

from openwa_hookspecs.models.events import EngineEvent
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import Message, OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import PairingCode, QrCode, SessionRecord
from openwa_hookspecs.service import Service

__all__ = [
    "Capability",
    "Emit",
    "Engine",
    "LookupResult",
    "SupportsHistory",
    "SupportsPairingCode",
    "SupportsQr",
]

Emit: TypeAlias = Callable[[EngineEvent], Awaitable[None]]
"""Report a fact about one session. Returns when it is stored; facts of one session are to be reported one
after the other. Bound to one opening of the session: after `close_session` or a newer `open_session` it does
nothing."""


class Capability(StrEnum):
    """What a caller can ask of an engine; the rest answers 501 CAPABILITY_NOT_SUPPORTED."""

    QR = "qr"
    PAIRING_CODE = "pairing-code"
    SEND_TEXT = "send-text"
    HISTORY = "history"
    LOOKUP = "lookup"
    """`Engine.lookup` can tell `sent` from `absent` while the session is connected."""


@dataclass(frozen=True, kw_only=True)
class LookupResult:
    """What `Engine.lookup` found; `sent` is there when the outcome is SENT."""

    outcome: SendOutcome
    sent: SentMessage | None = None


@runtime_checkable
class Engine(Service, Protocol):
    """Drives any number of sessions at once. Methods of one session never run at the same time, except
    `lookup`, `history`, `qr`, and `close_session`, which may come at any moment and wins."""

    @property
    def capabilities(self) -> frozenset[Capability]: ...

    async def open_session(self, session: SessionRecord, emit: Emit) -> None:
        """Bring the session up; returns when its first status after INITIALIZING has been emitted (SCAN_QR,
        CONNECTING, CONNECTED …), and goes on by itself from there: reconnects, restarts what crashed.

        Credentials belong to the engine, by `session.id`, and survive `close_session(logout=False)` and the
        process. Cancelled when the session is stopped meanwhile: leave nothing running. Raises
        `SessionLimitReachedError`; another `GatewayError` puts the session in FAILED with its message.
        """
        ...

    async def close_session(self, session_id: SessionId, *, logout: bool) -> None:
        """Free everything of the session; with `logout` also unlink the account and forget the credentials.
        A session that is not open is no error. Emits nothing any more."""
        ...

    async def send(
        self, session_id: SessionId, message: OutboundMessage, client_id: MessageKey
    ) -> SentMessage:
        """Send under the id that core chose; returns when WhatsApp's server has it.

        Raises a `GatewayError` when it was certainly not sent (`SessionNotReadyError`, `SendFailedError`,
        `QuotedMessageNotFoundError`, the codes MESSAGE_NUMBER_NOT_ON_WHATSAPP, MESSAGE_BLOCKED_CONTACT …),
        and `OutcomeUnknownError` when it may have been. Core cancels it at its time-out and treats that as
        unknown. Two calls with one `client_id` send one message.
        """
        ...

    async def lookup(self, session_id: SessionId, client_id: MessageKey, chat_id: ChatId) -> LookupResult:
        """What became of a message that a crash or time-out left open. Asked while the session is connected.

        `unknown` when it cannot be told (yet): a message that still waits to go out is neither sent nor
        absent.
        """
        ...


@runtime_checkable
class SupportsQr(Protocol):
    """With `Capability.QR`."""

    async def qr(self, session_id: SessionId) -> QrCode | None:
        """The code on display, or None when there is none now."""
        ...


@runtime_checkable
class SupportsPairingCode(Protocol):
    """With `Capability.PAIRING_CODE`."""

    async def pairing_code(self, session_id: SessionId, phone: str) -> PairingCode:
        """Ask WhatsApp for a code for that number (digits, international); the session must be in SCAN_QR."""
        ...


@runtime_checkable
class SupportsHistory(Protocol):
    """With `Capability.HISTORY`."""

    async def history(
        self, session_id: SessionId, chat_id: ChatId, *, limit: int, before: MessageId | None
    ) -> Sequence[Message]:
        """Messages that the engine has of a chat, newest first, those before `before` when given (exclusive).
        An unknown chat gives none."""
        ...
