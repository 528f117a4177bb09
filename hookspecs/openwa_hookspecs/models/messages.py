"""Messages: what a caller wants sent, what the engine says of it, and what is known of any message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TypeAlias

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId, key_of

__all__ = [
    "Ack",
    "Content",
    "Message",
    "MessageState",
    "OutboundMessage",
    "OutgoingRow",
    "SendOutcome",
    "SentMessage",
    "Text",
]


class Ack(IntEnum):
    """How far a message has come (specification 6.4; WhatsApp's own number plus one). It only rises."""

    ERROR = 0
    PENDING = 1
    SENT = 2
    DELIVERED = 3
    READ = 4
    PLAYED = 5


class MessageState(StrEnum):
    """The state machine of a message of ours; incoming messages are `received` for ever."""

    ACCEPTED = "accepted"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    RECEIVED = "received"


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text message; at most 65,536 Unicode code points."""

    text: str


Content: TypeAlias = Text
"""What a message carries; grows to a union as kinds are added: `match` on it and end with `assert_never`."""


@dataclass(frozen=True, kw_only=True)
class OutboundMessage:
    """A message that a caller wants sent."""

    chat_id: ChatId
    content: Content
    quoted_message_id: MessageId | None = None
    mentioned_ids: tuple[ChatId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """What the engine knows once WhatsApp has the message."""

    message_id: MessageId
    wa_timestamp: int
    """Epoch seconds, WhatsApp's clock."""
    ack: Ack = Ack.SENT


class SendOutcome(StrEnum):
    """What became of a message key: `sent` (WhatsApp has it), `absent` (certainly not), `unknown` (cannot
    tell)."""

    SENT = "sent"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as every listener sees it, whatever the engine: in history, in events, in the store."""

    id: MessageId
    chat_id: ChatId
    sender: ChatId
    """`from` in payloads: who wrote it; in a group, the group's id (the person is `author`)."""
    recipient: ChatId
    """`to` in payloads."""
    from_me: bool
    type: str
    """WhatsApp's word for the kind: `chat` for a text."""
    body: str
    wa_timestamp: int
    """Epoch seconds, WhatsApp's clock."""
    ack: Ack | None = None
    """Of own messages only."""
    author: ChatId | None = None
    push_name: str | None = None
    has_media: bool = False
    quoted_message_id: MessageId | None = None
    mentioned_ids: tuple[ChatId, ...] = ()
    lid: ChatId | None = None

    @property
    def key(self) -> MessageKey:
        """The sender's part of the id."""
        return key_of(self.id)


@dataclass(frozen=True, kw_only=True)
class OutgoingRow:
    """A message of ours in the send queue of record, from `accepted` to its end."""

    session_id: SessionId
    key: MessageKey
    message: OutboundMessage
    state: MessageState
    created_at: datetime
    epoch: int
    """The session's epoch under which the row was last claimed."""
    message_id: MessageId
    wa_timestamp: int | None = None
    error_code: ErrorCode | None = None
    error_message: str | None = None
    attempts: int = field(default=0)
