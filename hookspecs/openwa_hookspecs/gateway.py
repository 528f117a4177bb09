"""What a transport or an extension may ask of the gateway. Each call checks the principal's role and sessions
itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.chats import Chat, Presence
from openwa_hookspecs.models.contacts import Contact, NumberCheck
from openwa_hookspecs.models.groups import CreatedGroup, Group, ParticipantChange, ParticipantResult
from openwa_hookspecs.models.idempotency import KeyedAnswer, KeyedRequest
from openwa_hookspecs.models.ids import ApiKeyId, ChatId, MessageId, SessionId
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, CreatedKey, Principal
from openwa_hookspecs.models.messages import Message, OutboundMessage, SentMessage
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sessions import PairingCode, Proxy, SessionRecord, SessionStatus
from openwa_hookspecs.service import Health, HealthStatus

__all__ = [
    "ChatApi",
    "ContactApi",
    "Gateway",
    "GroupApi",
    "HealthApi",
    "HealthReport",
    "IdempotencyApi",
    "KeyApi",
    "MediaFile",
    "MessageApi",
    "NewSession",
    "QrImage",
    "RateApi",
    "RateCategory",
    "RateStatus",
    "SessionApi",
    "SessionCounts",
]


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """A session to create; `engine` None means the first one of the YAML."""

    name: str
    engine: str | None = None
    config: Mapping[str, JsonValue] = field(default_factory=dict)
    """The engine's settings for this session alone."""
    proxy: Proxy | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class QrImage:
    """The QR code as text and as a PNG in a data URL."""

    code: str
    image: str


@dataclass(frozen=True, kw_only=True)
class MediaFile:
    """A file on this machine. It may be removed at any time: open it at once, and only to read."""

    path: Path
    mimetype: str
    size: int
    digest: str
    """SHA-256, hex."""
    filename: str | None = None


class SessionApi(Protocol):
    """Sessions. All methods raise `SessionNotFoundError` for a session that is missing or outside the
    caller's scope."""

    async def create(self, principal: Principal, new: NewSession) -> SessionRecord:
        """Create and start; answers at once with INITIALIZING. Raises `SessionExistsError`,
        `SessionLimitReachedError`, `ValidationFailedError` (an engine that the YAML does not name)."""
        ...

    async def page(
        self, principal: Principal, *, status: SessionStatus | None, number: int, limit: int
    ) -> Page[SessionRecord]:
        """The caller's sessions, oldest first."""
        ...

    async def get(self, principal: Principal, session_id: SessionId) -> SessionRecord: ...

    async def qr(self, principal: Principal, session_id: SessionId) -> QrImage:
        """The code to scan now. Raises `SessionNotReadyError` with the code that fits when none is shown."""
        ...

    async def start(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        """Run a stopped session; one that runs stays as it is."""
        ...

    async def stop(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        """Free the engine, keep the credentials: `start` needs no scan."""
        ...

    async def restart(self, principal: Principal, session_id: SessionId) -> SessionRecord: ...

    async def logout(self, principal: Principal, session_id: SessionId) -> None:
        """Unlink the device from the account. Raises `SessionNotReadyError` (SESSION_LOGGED_OUT) when it is
        not linked."""
        ...

    async def delete(self, principal: Principal, session_id: SessionId) -> None:
        """End the session and remove it with its messages; its WhatsApp link is logged out when it is
        connected."""
        ...

    async def pairing_code(self, principal: Principal, session_id: SessionId, phone: str) -> PairingCode:
        """A code to type on the phone with that number (digits). Raises as `qr` does;
        `CapabilityNotSupportedError`."""
        ...

    async def capabilities(
        self, principal: Principal, session_id: SessionId
    ) -> tuple[SessionRecord, frozenset[Capability]]:
        """What the session's engine can do."""
        ...

    async def screenshot(self, principal: Principal, session_id: SessionId) -> bytes:
        """The engine's window as a PNG. Raises `CapabilityNotSupportedError`, `SessionNotReadyError`."""
        ...


class MessageApi(Protocol):
    """Messages of a session."""

    async def send(
        self, principal: Principal, session_id: SessionId, message: OutboundMessage
    ) -> SentMessage:
        """Send, and wait until WhatsApp has the message. A caller that goes away does not stop the send.

        Raises `SessionNotReadyError`, `InvalidChatIdError`, `SendFailedError` and the other MESSAGE_ errors.
        An error is final: the message is not sent afterwards, except where `details.outcome` is `unknown`.
        """
        ...

    async def history(
        self,
        principal: Principal,
        session_id: SessionId,
        chat_id: ChatId,
        *,
        limit: int,
        before: MessageId | None,
    ) -> Sequence[Message]:
        """A chat's messages, newest first, from engine and store together; `before` is exclusive."""
        ...

    async def get(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> Message:
        """One message, from the store or the engine. Raises `MessageNotFoundError`."""
        ...

    async def media(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> MediaFile:
        """The file of a message; one that is not here is fetched from WhatsApp first, also after that has
        failed before. Raises `MediaNotFoundError`, `MediaTooLargeError` (field `media`),
        `SessionNotReadyError`, `CapabilityNotSupportedError`, `ServiceUnavailableError`."""
        ...

    async def react(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, emoji: str
    ) -> None:
        """Put our reaction on a message; the empty text takes it back."""
        ...

    async def edit(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, text: str
    ) -> None:
        """Give a text of ours another one."""
        ...

    async def delete(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, *, for_everyone: bool
    ) -> None: ...

    async def star(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, *, starred: bool
    ) -> None: ...


class ChatApi(Protocol):
    """Chats of a session that is CONNECTED."""

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Chat]:
        """The one with the newest message first."""
        ...

    async def mark_read(self, principal: Principal, session_id: SessionId, chat_id: ChatId) -> None: ...
    async def mark_unread(self, principal: Principal, session_id: SessionId, chat_id: ChatId) -> None: ...

    async def archive(
        self, principal: Principal, session_id: SessionId, chat_id: ChatId, *, archived: bool
    ) -> None: ...

    async def set_presence(
        self, principal: Principal, session_id: SessionId, chat_id: ChatId, presence: Presence
    ) -> None:
        """Show the peer that we write, record, or have stopped."""
        ...


class ContactApi(Protocol):
    """Contacts of a session that is CONNECTED. An id that is no person's raises `ContactNotFoundError`."""

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Contact]:
        """By name, then by id."""
        ...

    async def get(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> Contact: ...

    async def check_number(self, principal: Principal, session_id: SessionId, phone: str) -> NumberCheck:
        """Whether a number is on WhatsApp. Raises `ValidationFailedError` (field `phone`) for one that no
        numbering plan has."""
        ...

    async def profile_picture(
        self, principal: Principal, session_id: SessionId, contact_id: ChatId
    ) -> str | None:
        """A URL; None when there is no picture, or none that we may see."""
        ...

    async def block(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> None:
        """Raises a `GatewayError` with CONTACT_BLOCKED when it is blocked already."""
        ...

    async def unblock(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> None:
        """Raises a `GatewayError` with CONTACT_NOT_BLOCKED when it is not blocked."""
        ...


class GroupApi(Protocol):
    """Groups of a session that is CONNECTED. Raises `GroupNotFoundError`, `NotGroupAdminError`."""

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Group]:
        """By name, then by id."""
        ...

    async def get(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> Group: ...

    async def create(
        self, principal: Principal, session_id: SessionId, name: str, participants: Sequence[ChatId]
    ) -> CreatedGroup: ...

    async def change_participants(
        self,
        principal: Principal,
        session_id: SessionId,
        group_id: ChatId,
        change: ParticipantChange,
        ids: Sequence[ChatId],
    ) -> Sequence[ParticipantResult]:
        """One result each, in the order of `ids`. When it fails for all of them, the first one's error is
        raised."""
        ...

    async def set_subject(
        self, principal: Principal, session_id: SessionId, group_id: ChatId, subject: str
    ) -> None: ...

    async def set_description(
        self, principal: Principal, session_id: SessionId, group_id: ChatId, text: str
    ) -> None: ...

    async def leave(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> None: ...

    async def invite_code(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> str: ...

    async def revoke_invite(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> str:
        """The code that is valid from now on."""
        ...

    async def join(self, principal: Principal, session_id: SessionId, code: str) -> ChatId:
        """`code` may be the whole link. Raises `InviteInvalidError`."""
        ...


class RateCategory(StrEnum):
    """Whose budget a request is counted in (specification 6.6)."""

    SESSION = "session"
    SEND = "send"
    READ = "read"
    WEBHOOK = "webhook"


@dataclass(frozen=True, kw_only=True)
class RateStatus:
    """Where a key stands in its window."""

    limit: int
    """Requests a minute."""
    remaining: int
    reset_at: int
    """Epoch seconds, rounded up."""
    retry_after_s: float
    allowed: bool
    """False for a request too many: a transport answers RATE_LIMITED."""


class RateApi(Protocol):
    """Budgets of requests, per key and category. A transport asks once per request, once it knows the
    caller."""

    async def hit(self, principal: Principal, category: RateCategory) -> RateStatus | None:
        """Count a request; None when nothing limits it."""
        ...


class IdempotencyApi(Protocol):
    """Requests that are made once, however often they are sent."""

    async def once(
        self, principal: Principal, request: KeyedRequest, work: Callable[[], Awaitable[KeyedAnswer]]
    ) -> KeyedAnswer:
        """Run `work` and keep its answer for 24 hours, or give the answer that is kept. A second call waits
        for the first. `work` may be run again after a crash: what it calls in `Gateway` then finds what was
        done already. Raises `IdempotencyConflictError` for another `digest`."""
        ...


class KeyApi(Protocol):
    """API keys, for admins. Raises `CapabilityNotSupportedError` when no auth plugin manages keys."""

    async def create(self, principal: Principal, spec: ApiKeySpec) -> CreatedKey: ...
    async def list(self, principal: Principal) -> Sequence[ApiKeyRecord]: ...
    async def revoke(self, principal: Principal, key_id: ApiKeyId) -> None: ...


@dataclass(frozen=True, kw_only=True)
class SessionCounts:
    """How many sessions there are, by what they can do."""

    total: int
    connected: int
    disconnected: int


@dataclass(frozen=True, kw_only=True)
class HealthReport:
    """The whole gateway: the worst of its services, and each service by role and name."""

    status: HealthStatus
    ready: bool
    """False while starting, draining, or without a database."""
    uptime_s: float
    version: str
    sessions: SessionCounts
    services: Mapping[str, Health] = field(default_factory=dict)
    """By `<role>.<name>`, such as `storage.tortoise`."""


class HealthApi(Protocol):
    """How the gateway is."""

    async def report(self) -> HealthReport:
        """Ask every service."""
        ...

    async def ready(self) -> bool:
        """Whether requests will be served."""
        ...


class Gateway(Protocol):
    """The door to all of it."""

    @property
    def sessions(self) -> SessionApi: ...
    @property
    def messages(self) -> MessageApi: ...
    @property
    def chats(self) -> ChatApi: ...
    @property
    def contacts(self) -> ContactApi: ...
    @property
    def groups(self) -> GroupApi: ...
    @property
    def keys(self) -> KeyApi: ...
    @property
    def rates(self) -> RateApi: ...
    @property
    def idempotency(self) -> IdempotencyApi: ...
    @property
    def health(self) -> HealthApi: ...
