"""What became of a message that an earlier request has queued."""

from __future__ import annotations

from openwa_core.services.delivery import unknown_outcome
from openwa_core.services.parts import ServiceParts
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
    SendFailedError,
    ServiceUnavailableError,
)
from openwa_hookspecs.models.ids import MessageKey, SessionId
from openwa_hookspecs.models.messages import MessageState, OutgoingRow, SentMessage

__all__ = ["outcome_of"]

_POLL_S = 0.2


async def outcome_of(session_id: SessionId, key: MessageKey, parts: ServiceParts) -> SentMessage:
    """Wait for the end of the row. Raises the error on record, and `ServiceUnavailableError` while it is
    open for longer than a send may take."""
    settings = parts.settings
    began = parts.clock.monotonic()
    while True:
        row = await parts.storage.messages.outgoing(session_id, key)
        if row is None:
            raise SendFailedError("The message is gone with its session", outcome="unknown")
        if row.state not in (MessageState.ACCEPTED, MessageState.SENDING):
            return _told(row)
        limit_s = settings.send_limit_s(row.message.content) + settings.settle_timeout_s
        if parts.clock.monotonic() - began >= limit_s:
            raise ServiceUnavailableError("The message is still on its way")
        await parts.clock.sleep(_POLL_S)


def _told(row: OutgoingRow) -> SentMessage:
    if row.state is MessageState.SENT and row.wa_timestamp is not None:
        return SentMessage(message_id=row.message_id, wa_timestamp=row.wa_timestamp)
    if row.state is MessageState.UNKNOWN:
        raise unknown_outcome(row)
    code = row.error_code or ErrorCode.MESSAGE_SEND_FAILED
    raise GatewayError(code, row.error_message or "The message was not sent")
