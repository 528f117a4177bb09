"""What callers are told when the network says no."""

from __future__ import annotations

from typing import Final

from openwa_engine_simulator.network.refusals import RefusedError
from openwa_hookspecs.errors import (
    ChatNotFoundError,
    ContactNotFoundError,
    ErrorCode,
    GatewayError,
    GroupNotFoundError,
    InviteInvalidError,
    MediaTooLargeError,
    MessageNotFoundError,
    NotGroupAdminError,
    QuotedMessageNotFoundError,
    SendFailedError,
    SessionNotReadyError,
)
from openwa_hookspecs.models.content import Attachment, Forward
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId, is_group
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.sessions import SessionStatus

__all__ = ["chat_error", "contact_error", "group_error", "message_error", "send_error"]


_CHAT_FAULTS: Final = {
    "not_on_whatsapp": (ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP, "not on WhatsApp"),
    "blocked": (ErrorCode.MESSAGE_BLOCKED_CONTACT, "blocked"),
}


def send_error(refused: RefusedError, session_id: SessionId, message: OutboundMessage) -> GatewayError:
    chat_id, content = message.chat_id, message.content
    match refused.code:
        case "not_on_whatsapp" | "blocked":
            code, state = _CHAT_FAULTS[refused.code]
            return GatewayError(code, f"{chat_id} is {state}", details={"chatId": chat_id})
        case "not_found" if message.quoted_message_id is not None:
            return QuotedMessageNotFoundError(message.quoted_message_id)
        case "not_found" if isinstance(content, Forward):
            return MessageNotFoundError(content.message_id)
        case "too_large" if isinstance(content, Attachment):
            return MediaTooLargeError(content.kind.value, limit=None)
        case "not_a_member" | "not_admin":
            return group_error(refused, session_id, chat_id)
        case _:
            return _other(refused, session_id)


def message_error(refused: RefusedError, session_id: SessionId, message_id: MessageId) -> GatewayError:
    chat = ChatId("_".join(message_id.split("_")[1:2]))
    match refused.code:
        case "not_found" | "bad_frame":
            return MessageNotFoundError(message_id)
        case "not_admin" if is_group(chat):
            return NotGroupAdminError(chat)
        case _:
            return _other(refused, session_id)


def chat_error(refused: RefusedError, session_id: SessionId, chat_id: ChatId) -> GatewayError:
    if refused.code in {"not_found", "not_a_member", "bad_frame"}:
        return ChatNotFoundError(chat_id)
    return _other(refused, session_id)


def contact_error(refused: RefusedError, session_id: SessionId, contact_id: ChatId) -> GatewayError:
    if refused.code in {"not_found", "not_a_member", "bad_frame"}:
        return ContactNotFoundError(contact_id)
    return _other(refused, session_id)


def group_error(refused: RefusedError, session_id: SessionId, group_id: str) -> GatewayError:
    match refused.code:
        case "not_a_member" | "bad_frame":
            return GroupNotFoundError(group_id)
        case "not_admin":
            return NotGroupAdminError(group_id)
        case "invite_invalid":
            return InviteInvalidError()
        case _:
            return _other(refused, session_id)


def _other(refused: RefusedError, session_id: SessionId) -> GatewayError:
    if refused.code == "banned":
        status = SessionStatus.DISCONNECTED.api
        return SessionNotReadyError(session_id, status=status, code=ErrorCode.SESSION_BANNED)
    return SendFailedError(refused.message, reason=refused.code)
