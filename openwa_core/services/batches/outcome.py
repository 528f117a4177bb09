"""What became of a message of a batch, told by the send queue of record."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.models.batches import ItemEnd, ItemState
from openwa_hookspecs.models.messages import MessageState, OutgoingRow

__all__ = ["end_of", "failed", "is_of_the_moment"]

_OF_THE_MOMENT: Final = frozenset(
    {
        ErrorCode.SESSION_NOT_READY,
        ErrorCode.SESSION_INITIALIZING,
        ErrorCode.SESSION_QR_EXPIRED,
        ErrorCode.SESSION_AUTH_FAILED,
        ErrorCode.SESSION_DISCONNECTED,
        ErrorCode.SESSION_LOGGED_OUT,
        ErrorCode.SESSION_BANNED,
        ErrorCode.SERVICE_UNAVAILABLE,
        ErrorCode.MESSAGE_RATE_LIMITED,
        ErrorCode.RATE_LIMITED,
    }
)
"""They say nothing about the message: it waits."""


def is_of_the_moment(code: ErrorCode | None) -> bool:
    """Whether the same message may go another time, and was certainly not sent now."""
    return code in _OF_THE_MOMENT


def end_of(row: OutgoingRow) -> ItemEnd | None:
    """The end on record; None while it is open."""
    match row.state:
        case MessageState.ACCEPTED | MessageState.SENDING:
            return None
        case MessageState.SENT | MessageState.RECEIVED:
            return ItemEnd(state=ItemState.SENT, message_id=row.message_id)
        case MessageState.UNKNOWN:
            state = ItemState.UNKNOWN
        case _:
            state = ItemState.FAILED
    return ItemEnd(
        state=state,
        error_code=row.error_code or ErrorCode.MESSAGE_SEND_FAILED,
        error_message=row.error_message or "The message was not sent",
    )


def failed(error: GatewayError) -> ItemEnd:
    """Refused before it was on record."""
    return ItemEnd(state=ItemState.FAILED, error_code=error.code, error_message=error.message)
