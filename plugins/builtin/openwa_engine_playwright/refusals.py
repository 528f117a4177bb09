"""What a caller is told when the page refuses or fails a call."""

from __future__ import annotations

from openwa_engine_playwright.faults import PageAnswerError
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
    InvalidChatIdError,
    QuotedMessageNotFoundError,
    SendFailedError,
    SessionNotReadyError,
)
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.sessions import SessionStatus

__all__ = ["not_ready", "send_refusal"]


def not_ready(session_id: SessionId, status: StatusChanged) -> SessionNotReadyError:
    """The session cannot do that in this status."""
    if status.status is SessionStatus.INITIALIZING:
        code = ErrorCode.SESSION_INITIALIZING
    else:
        code = status.reason.error_code if status.reason else ErrorCode.SESSION_NOT_READY
    return SessionNotReadyError(session_id, status=status.status.api, code=code)


def send_refusal(refused: PageAnswerError, session_id: SessionId, message: OutboundMessage) -> GatewayError:
    """The code of a `WPPError` (or of the bridge) in the gateway's words: the message was not sent."""
    match refused.code:
        case "not_connected":
            return SessionNotReadyError(
                session_id, status=SessionStatus.DISCONNECTED.api, code=ErrorCode.SESSION_DISCONNECTED
            )
        case "not_on_whatsapp":
            return GatewayError(
                ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP,
                f"{message.chat_id} is not on WhatsApp",
                details={"chatId": message.chat_id},
            )
        case "blocked":
            return GatewayError(
                ErrorCode.MESSAGE_BLOCKED_CONTACT,
                f"{message.chat_id} is blocked",
                details={"chatId": message.chat_id},
            )
        case "msg_not_found" | "invalid_quoted_msg" if message.quoted_message_id is not None:
            return QuotedMessageNotFoundError(message.quoted_message_id)
        case "invalid_wid":
            return InvalidChatIdError("chatId")
        case _:
            return SendFailedError("WhatsApp Web refused the message", reason=refused.code)
