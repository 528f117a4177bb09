"""The engine role: what drives WhatsApp for a session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.chats import Chat, Presence
from openwa_hookspecs.models.contacts import Contact, NumberCheck
from openwa_hookspecs.models.events import EngineEvent
from openwa_hookspecs.models.groups import CreatedGroup, Group, ParticipantChange, ParticipantResult
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import Message, OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import PairingCode, Proxy, QrCode, SessionRecord
from openwa_hookspecs.service import Service

__all__ = [
    "Capability",
    "Emit",
    "Engine",
    "FetchedMedia",
    "LookupResult",
    "SupportsChats",
    "SupportsContacts",
    "SupportsGroups",
    "SupportsHistory",
    "SupportsMedia",
    "SupportsMessageActions",
    "SupportsPairingCode",
    "SupportsQr",
    "SupportsScreenshot",
    "SupportsSessionConfig",
    "SupportsSingleMessage",
]

Emit: TypeAlias = Callable[[EngineEvent], Awaitable[None]]
"""Report a fact about one session. Returns when it is stored. Messages, acks and what happens to groups may
be reported without waiting for those before, so that they share a commit: they are stored in the order in
which the calls began. Two facts about one message are to be reported one after the other, and a status alone.
Bound to one opening of the session: after `close_session` or a newer `open_session` it does nothing."""


class Capability(StrEnum):
    """What a caller can ask of an engine; the rest answers 501 CAPABILITY_NOT_SUPPORTED. What an engine can
    send or do, it also reports when others do it, with all that belongs to it."""

    QR = "qr"
    PAIRING_CODE = "pairing-code"
    SEND_TEXT = "send-text"
    SEND_MEDIA = "send-media"
    SEND_LOCATION = "send-location"
    SEND_CONTACT = "send-contact"
    SEND_POLL = "send-poll"
    FORWARD = "forward"
    REACT = "react"
    EDIT = "edit"
    DELETE = "delete"
    STAR = "star"
    HISTORY = "history"
    MEDIA = "media"
    CHATS = "chats"
    TYPING = "typing"
    CONTACTS = "contacts"
    BLOCK = "block"
    GROUPS = "groups"
    SCREENSHOT = "screenshot"
    SESSION_CONFIG = "session-config"
    """`SessionRecord.config` may change the engine's own settings for one session."""
    SESSION_PROXY = "session-proxy"
    """`SessionRecord.proxy` is used."""
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


@runtime_checkable
class SupportsSingleMessage(Protocol):
    """Beside `Capability.HISTORY`: one message by its id, so that what a history shows can be asked for by
    itself."""

    async def message(self, session_id: SessionId, message_id: MessageId, chat_id: ChatId) -> Message | None:
        """None when the engine does not have it."""
        ...


@runtime_checkable
class SupportsMessageActions(Protocol):
    """With `Capability.REACT`, `EDIT`, `DELETE` and `STAR`, each of which may be missing. A call that is
    repeated does no harm. All raise `MessageNotFoundError`, `SessionNotReadyError` or `SendFailedError`.
    Reactions, edits and deletions for everyone are reported through `emit`, too, as if made on the phone."""

    async def react(self, session_id: SessionId, message_id: MessageId, emoji: str) -> None:
        """Put our reaction on a message; the empty text takes it back."""
        ...

    async def edit(self, session_id: SessionId, message_id: MessageId, text: str) -> None:
        """Give a text of ours, not older than WhatsApp allows (15 minutes), another text."""
        ...

    async def delete(self, session_id: SessionId, message_id: MessageId, *, for_everyone: bool) -> None:
        """Delete a message here, or for everyone in the chat: one of ours, or in a group of which the account
        is an admin. Raises `NotGroupAdminError` for others' messages in other groups."""
        ...

    async def star(self, session_id: SessionId, message_id: MessageId, *, starred: bool) -> None: ...


@dataclass(frozen=True, kw_only=True)
class FetchedMedia:
    """A file that an engine has written where it was told to."""

    mimetype: str
    filename: str | None = None


@runtime_checkable
class SupportsMedia(Protocol):
    """With `Capability.MEDIA`."""

    async def fetch_media(
        self, session_id: SessionId, message_id: MessageId, chat_id: ChatId, target: Path
    ) -> FetchedMedia:
        """Write the file of a message to `target` (which does not exist), decrypted, without holding it in
        memory. Raises `MediaNotFoundError`, and leaves nothing there, when the message is unknown or has
        none, and when WhatsApp has it no more."""
        ...


@runtime_checkable
class SupportsChats(Protocol):
    """With `Capability.CHATS`; `set_presence` with `Capability.TYPING`. An unknown chat raises
    `ChatNotFoundError`."""

    async def chats(self, session_id: SessionId) -> Sequence[Chat]:
        """All of them, the one with the newest message first."""
        ...

    async def mark_read(self, session_id: SessionId, chat_id: ChatId) -> None: ...
    async def mark_unread(self, session_id: SessionId, chat_id: ChatId) -> None: ...
    async def archive(self, session_id: SessionId, chat_id: ChatId, *, archived: bool) -> None: ...

    async def set_presence(self, session_id: SessionId, chat_id: ChatId, presence: Presence) -> None:
        """Show the peer that we write, record, or have stopped; WhatsApp lets it fade after some 25 s."""
        ...


@runtime_checkable
class SupportsContacts(Protocol):
    """With `Capability.CONTACTS`; `set_blocked` with `Capability.BLOCK`."""

    async def contacts(self, session_id: SessionId) -> Sequence[Contact]:
        """All that the account knows: those in its address book, those with a chat, those who are blocked."""
        ...

    async def contact(self, session_id: SessionId, contact_id: ChatId) -> Contact | None:
        """Anybody on WhatsApp, by either id; of a stranger no names. None when nobody has this id."""
        ...

    async def check_number(self, session_id: SessionId, phone: str) -> NumberCheck:
        """Ask WhatsApp about a number (digits, international)."""
        ...

    async def profile_picture(self, session_id: SessionId, contact_id: ChatId) -> str | None:
        """The URL of the picture, of a group's as well; None when there is none or it is not shown to us.
        Raises `ContactNotFoundError`."""
        ...

    async def set_blocked(self, session_id: SessionId, contact_id: ChatId, *, blocked: bool) -> None:
        """Raises `ContactNotFoundError`; the state that it is in already is no error here."""
        ...


@runtime_checkable
class SupportsGroups(Protocol):
    """With `Capability.GROUPS`. What happens to the groups of the account, whoever does it, is reported
    through `emit`. Raises `GroupNotFoundError` for a group that the account is not in, and
    `NotGroupAdminError` for what only admins may."""

    async def groups(self, session_id: SessionId) -> Sequence[Group]: ...
    async def group(self, session_id: SessionId, group_id: ChatId) -> Group: ...

    async def create_group(
        self, session_id: SessionId, name: str, participants: Sequence[ChatId]
    ) -> CreatedGroup: ...

    async def change_participants(
        self, session_id: SessionId, group_id: ChatId, change: ParticipantChange, ids: Sequence[ChatId]
    ) -> Sequence[ParticipantResult]:
        """One result each, in the order of `ids`; what cannot be done for one does not stop the others."""
        ...

    async def set_group_subject(self, session_id: SessionId, group_id: ChatId, subject: str) -> None: ...
    async def set_group_description(self, session_id: SessionId, group_id: ChatId, text: str) -> None: ...
    async def leave_group(self, session_id: SessionId, group_id: ChatId) -> None: ...

    async def invite_code(self, session_id: SessionId, group_id: ChatId) -> str:
        """The part of `https://chat.whatsapp.com/<code>` after the slash."""
        ...

    async def revoke_invite(self, session_id: SessionId, group_id: ChatId) -> str:
        """The code that is valid from now on."""
        ...

    async def join_group(self, session_id: SessionId, code: str) -> ChatId:
        """Raises `InviteInvalidError`."""
        ...


@runtime_checkable
class SupportsScreenshot(Protocol):
    """With `Capability.SCREENSHOT`."""

    async def screenshot(self, session_id: SessionId) -> bytes:
        """What the engine's window shows now, as a PNG. Raises `SessionNotReadyError` without a window."""
        ...


@runtime_checkable
class SupportsSessionConfig(Protocol):
    """With `Capability.SESSION_CONFIG` or `SESSION_PROXY`."""

    def check_session_config(self, config: Mapping[str, JsonValue], proxy: Proxy | None) -> None:
        """Look at what a caller wants for one session, before it is created. Raises `ValidationFailedError`
        with paths such as `config.device_name` and `proxy.server`."""
        ...
