"""Messages: what a caller wants sent, what the engine says of it, and what is known of any message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.content import ContactCard, Content, Location, Poll
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId, key_of

__all__ = [
    "Ack",
    "MediaFacts",
    "MediaState",
    "Message",
    "MessageState",
    "OutboundMessage",
    "OutgoingRow",
    "Reaction",
    "SendOutcome",
    "SentMessage",
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


class MediaState(StrEnum):
    """Where the file of a message is."""

    REMOTE = "remote"
    """With WhatsApp; the gateway fetches it in the background, or when it is asked for."""
    STORED = "stored"
    FAILED = "failed"
    """It could not be fetched; asking for it tries again."""


@dataclass(frozen=True, kw_only=True)
class MediaFacts:
    """What is known of a message's file."""

    mimetype: str
    filename: str | None = None
    """Of documents; other files may have one."""
    size: int | None = None
    """Bytes."""
    duration_s: float | None = None
    state: MediaState = MediaState.REMOTE
    """Engines leave it at REMOTE; the store knows better."""


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """What one person thinks of a message."""

    sender: ChatId
    emoji: str
    wa_timestamp: int


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
    """WhatsApp's word for the kind: `chat` for a text, `image`, `video`, `audio`, `ptt`, `document`,
    `sticker`, `location`, `vcard`, `poll_creation`; `revoked` for one that was deleted for everyone."""
    body: str
    """The text, the caption, the description of a place, the question of a poll."""
    wa_timestamp: int
    """Epoch seconds, WhatsApp's clock."""
    ack: Ack | None = None
    """Of own messages only."""
    author: ChatId | None = None
    push_name: str | None = None
    contact_name: str | None = None
    """The writer's name in the account's address book."""
    has_media: bool = False
    media: MediaFacts | None = None
    location: Location | None = None
    contact_cards: tuple[ContactCard, ...] = ()
    poll: Poll | None = None
    reactions: tuple[Reaction, ...] = ()
    """The latest of each person, oldest first. The store has them; engines report `ReactionSeen`."""
    is_forwarded: bool = False
    is_edited: bool = False
    quoted_message_id: MessageId | None = None
    mentioned_ids: tuple[ChatId, ...] = ()
    lid: ChatId | None = None
    """Of the person whose chat it is: always when WhatsApp itself keeps the chat under its LID, else where
    the engine knows it. Persons may be named by either id, once `IdentitiesSeen` has told both."""

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
