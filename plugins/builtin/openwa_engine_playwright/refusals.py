"""What a caller is told when the page refuses or fails a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from openwa_engine_playwright.faults import PageAnswerError
from openwa_hookspecs.errors import (
    ChatNotFoundError,
    ContactNotFoundError,
    ErrorCode,
    GatewayError,
    GroupNotFoundError,
    InvalidChatIdError,
    InviteInvalidError,
    MediaNotFoundError,
    MediaTooLargeError,
    MessageNotFoundError,
    NotGroupAdminError,
    QuotedMessageNotFoundError,
    SendFailedError,
    SessionNotReadyError,
)
from openwa_hookspecs.models.content import Attachment, Forward
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId, chat_of, is_group
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.sessions import SessionStatus

__all__ = ["About", "not_ready", "refusal", "send_refusal"]

_NO_MEDIA: Final = frozenset({"message_not_contains_media", "media_not_found", "media_gone"})
_TOO_LARGE: Final = frozenset({"file_too_large", "too_large"})
_NOT_ADMIN: Final = frozenset(
    {
        "group_you_are_not_admin",
        "not_admin",
        "you_are_not_allowed_set_group_description",
        "you_are_not_allowed_set_group_subject",
    }
)
_NO_QUOTE: Final = frozenset({"msg_not_found", "invalid_quoted_msg", "quoted_msg_can_not_reply"})
"""The last one is said of a message that was deleted for everyone."""
_NOT_THERE: Final = frozenset({"chat_not_found", "not_a_group", "not_a_member", "not_on_whatsapp"})


@dataclass(frozen=True, kw_only=True)
class About:
    """What a call was about, for the error to name it."""

    message: MessageId | None = None
    chat: ChatId | None = None
    contact: ChatId | None = None
    group: ChatId | None = None


def not_ready(session_id: SessionId, status: StatusChanged) -> SessionNotReadyError:
    """The session cannot do that in this status."""
    if status.status is SessionStatus.INITIALIZING:
        code = ErrorCode.SESSION_INITIALIZING
    else:
        code = status.reason.error_code if status.reason else ErrorCode.SESSION_NOT_READY
    return SessionNotReadyError(session_id, status=status.status.api, code=code)


def refusal(refused: PageAnswerError, session_id: SessionId, about: About) -> GatewayError:
    """The code of a `WPPError` (or of the bridge) in the gateway's words."""
    code = refused.code
    known = _common(code, session_id)
    if known is None and about.message is not None:
        known = _about_message(code, about.message)
    if known is None and about.group is not None and code in _NOT_ADMIN:
        known = NotGroupAdminError(about.group)
    if known is None and code in _NOT_THERE:
        known = _missing(about)
    return known or SendFailedError("WhatsApp Web refused this", reason=code)


def send_refusal(refused: PageAnswerError, session_id: SessionId, message: OutboundMessage) -> GatewayError:
    """As `refusal`, of a message that was not sent."""
    code = refused.code
    known = _common(code, session_id) or _about_other(code, message) or _about_chat(code, message.chat_id)
    if known is None and code in _TOO_LARGE:
        field = message.content.kind.value if isinstance(message.content, Attachment) else "media"
        known = MediaTooLargeError(field, limit=refused.limit)
    return known or SendFailedError("WhatsApp Web refused the message", reason=code)


def _common(code: str, session_id: SessionId) -> GatewayError | None:
    match code:
        case "not_connected":
            return SessionNotReadyError(
                session_id, status=SessionStatus.DISCONNECTED.api, code=ErrorCode.SESSION_DISCONNECTED
            )
        case "invalid_invite_code" | "invite_invalid":
            return InviteInvalidError()
        case "invalid_wid":
            return InvalidChatIdError("chatId")
        case _:
            return None


def _about_other(code: str, message: OutboundMessage) -> GatewayError | None:
    """A refusal of the message that is quoted or forwarded."""
    match code, message.content:
        case (code, _) if code in _NO_QUOTE and message.quoted_message_id is not None:
            return QuotedMessageNotFoundError(message.quoted_message_id)
        case "forwarded_msg_not_found", Forward(message_id=message_id):
            return MessageNotFoundError(message_id)
        case _:
            return None


def _about_chat(code: str, chat: ChatId) -> GatewayError | None:
    """A refusal of whom it is for."""
    if is_group(chat):
        if code in _NOT_ADMIN:
            return NotGroupAdminError(chat)
        return GroupNotFoundError(chat) if code in _NOT_THERE else None
    match code:
        case "not_on_whatsapp":
            return _number_error(ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP, chat, "not on WhatsApp")
        case "blocked":
            return _number_error(ErrorCode.MESSAGE_BLOCKED_CONTACT, chat, "blocked")
        case _:
            return None


def _about_message(code: str, message: MessageId) -> GatewayError | None:
    if code in _NO_MEDIA:
        return MediaNotFoundError(message)
    if code in ("msg_not_found", "chat_not_found"):
        return MessageNotFoundError(message)
    if code in _NOT_ADMIN and is_group(chat := chat_of(message)):
        return NotGroupAdminError(chat)
    return None


def _missing(about: About) -> GatewayError | None:
    if about.group is not None:
        return GroupNotFoundError(about.group)
    if about.contact is not None:
        return ContactNotFoundError(about.contact)
    return None if about.chat is None else ChatNotFoundError(about.chat)


def _number_error(code: ErrorCode, chat: ChatId, what: str) -> GatewayError:
    return GatewayError(code, f"{chat} is {what}", details={"chatId": chat})
