"""Events: what the log keeps and listeners get, and the facts that engines report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from openwa_hookspecs.models.groups import GroupNotice
from openwa_hookspecs.models.ids import ChatId, EventId, MessageId, SessionId
from openwa_hookspecs.models.messages import Ack, Message
from openwa_hookspecs.models.sessions import Account, QrCode, SessionStatus, StatusReason

__all__ = [
    "AckChanged",
    "EngineEvent",
    "Event",
    "EventFilter",
    "EventType",
    "GroupChanged",
    "IdentitiesSeen",
    "MessageEdited",
    "MessageRevoked",
    "MessageSeen",
    "QrChanged",
    "ReactionSeen",
    "StatusChanged",
]


class EventType(StrEnum):
    """The kinds of event in the log, named as callers subscribe to them."""

    MESSAGE_RECEIVED = "message.received"
    MESSAGE_SENT = "message.sent"
    MESSAGE_ACK = "message.ack"
    MESSAGE_FAILED = "message.failed"
    MESSAGE_REVOKED = "message.revoked"
    MESSAGE_REACTION = "message.reaction"
    MESSAGE_EDITED = "message.edited"
    GROUP_JOIN = "group.join"
    GROUP_LEAVE = "group.leave"
    GROUP_UPDATE = "group.update"
    SESSION_STATUS = "session.status"
    SESSION_QR = "session.qr"
    SESSION_AUTHENTICATED = "session.authenticated"
    SESSION_DISCONNECTED = "session.disconnected"
    BATCH_PROGRESS = "batch.progress"
    BATCH_COMPLETED = "batch.completed"
    WEBHOOK_DISABLED = "webhook.disabled"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of the event log."""

    id: EventId
    type: EventType
    session_id: SessionId
    time: datetime
    data: str
    """The payload as JSON text, written once and passed on as it is: it is signed, so nobody re-serialises
    it."""
    chat_id: ChatId | None = None
    """Events of one chat reach each sink in the order of the log."""
    seq: int = 0
    """The place in the log, given by the storage at commit; 0 before that. Grows, may have gaps."""


@dataclass(frozen=True, kw_only=True)
class EventFilter:
    """Which events a reader wants; an empty member means all."""

    sessions: frozenset[SessionId] = frozenset()
    types: frozenset[EventType] = frozenset()

    def matches(self, event: Event) -> bool:
        """Whether the reader wants this event."""
        return (not self.sessions or event.session_id in self.sessions) and (
            not self.types or event.type in self.types
        )


@dataclass(frozen=True, kw_only=True)
class QrChanged:
    """A new code is on display; the session is in SCAN_QR."""

    qr: QrCode


@dataclass(frozen=True, kw_only=True)
class StatusChanged:
    """The link to WhatsApp is in another state. `account` comes with READY."""

    status: SessionStatus
    reason: StatusReason | None = None
    detail: str | None = None
    account: Account | None = None


@dataclass(frozen=True, kw_only=True)
class MessageSeen:
    """A message came in, or one of this account went out (sent by us or typed on the phone). Doubles do no
    harm."""

    message: Message


@dataclass(frozen=True, kw_only=True)
class AckChanged:
    """A message of ours has come further. Lower or equal acks than known are ignored."""

    message_id: MessageId
    chat_id: ChatId
    ack: Ack


@dataclass(frozen=True, kw_only=True)
class MessageEdited:
    """A message has another text. Doubles do no harm."""

    message_id: MessageId
    chat_id: ChatId
    body: str
    wa_timestamp: int
    """Epoch seconds of the edit."""


@dataclass(frozen=True, kw_only=True)
class MessageRevoked:
    """A message was deleted for everyone, by its writer or an admin. Doubles do no harm."""

    message_id: MessageId
    """Of the deleted message."""
    chat_id: ChatId
    wa_timestamp: int
    """Epoch seconds of the deletion."""


@dataclass(frozen=True, kw_only=True)
class ReactionSeen:
    """Somebody reacted to a message; an empty `emoji` takes the reaction back."""

    message_id: MessageId
    chat_id: ChatId
    sender: ChatId
    emoji: str
    wa_timestamp: int


@dataclass(frozen=True, kw_only=True)
class GroupChanged:
    """Something happened to a group that the account is in, or was in until then. Doubles do no harm, and
    what was missed while the session was away is told as well."""

    notice: GroupNotice


@dataclass(frozen=True, kw_only=True)
class IdentitiesSeen:
    """Persons whose LID and phone number are both known: `<digits>@lid` to `<digits>@c.us`."""

    pairs: tuple[tuple[ChatId, ChatId], ...]


EngineEvent: TypeAlias = (
    QrChanged
    | StatusChanged
    | MessageSeen
    | AckChanged
    | MessageEdited
    | MessageRevoked
    | ReactionSeen
    | GroupChanged
    | IdentitiesSeen
)
"""All that an engine may report through `emit`."""
