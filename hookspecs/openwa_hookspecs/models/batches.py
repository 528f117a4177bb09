"""Batches: many messages that a caller wants sent one after the other, and what became of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.ids import BatchId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import OutboundMessage

__all__ = [
    "BATCH_ID",
    "MAX_ITEMS",
    "MIN_DELAY_MS",
    "Batch",
    "BatchItem",
    "BatchOptions",
    "BatchProgress",
    "BatchState",
    "ItemEnd",
    "ItemState",
]

BATCH_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
"""What a caller may call a batch."""

MAX_ITEMS: Final = 100
"""Messages in one request (specification 6.4.2)."""

MIN_DELAY_MS: Final = 1000
"""Between two messages of batches in one session (specification 6.4.2)."""


class BatchState(StrEnum):
    """Where a batch stands."""

    PROCESSING = "processing"
    COMPLETED = "completed"
    """Every message has come to its end."""
    CANCELLED = "cancelled"
    """By a caller."""
    FAILED = "failed"
    """Ended by the first error, as the caller wanted."""


class ItemState(StrEnum):
    """Where one message of a batch stands. It begins as PENDING, and may go back there from SENDING when it
    was certainly not sent and the session was to blame."""

    PENDING = "pending"
    SENDING = "sending"
    """It has a key; only the send queue of record knows whether WhatsApp has it."""
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It may have been sent; it is not sent again."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class BatchOptions:
    """How a batch is sent."""

    delay_ms: int = 3000
    """Between the end of one message and the next."""
    randomize_delay: bool = True
    """Up to 2 s more each time."""
    stop_on_error: bool = False


@dataclass(frozen=True, kw_only=True)
class BatchProgress:
    """Counted from the items whenever it is asked for: the parts always add up to `total`."""

    total: int
    sent: int = 0
    failed: int = 0
    """FAILED and UNKNOWN."""
    pending: int = 0
    """PENDING and SENDING."""
    cancelled: int = 0


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One row of `batches`."""

    id: BatchId
    session_id: SessionId
    state: BatchState
    options: BatchOptions
    progress: BatchProgress
    created_at: datetime
    due_at: datetime | None
    """When there is something to do for it; None once every message has come to its end."""
    started_at: datetime | None = None
    """When the first message went."""
    completed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class BatchItem:
    """One message of a batch, as it will be sent: placeholders are filled in."""

    position: int
    """Counted from 0."""
    message: OutboundMessage
    state: ItemState = ItemState.PENDING
    key: MessageKey | None = None
    """Of its row in the send queue of record."""
    message_id: MessageId | None = None
    error_code: ErrorCode | None = None
    error_message: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ItemEnd:
    """How a message of a batch ended: `state` is SENT (then `message_id` is given), FAILED or UNKNOWN."""

    state: ItemState
    message_id: MessageId | None = None
    error_code: ErrorCode | None = None
    error_message: str | None = None
