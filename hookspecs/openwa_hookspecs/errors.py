"""Every error that a caller can get: one code, one class where a fact belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

__all__ = [
    "ApiKeyNotFoundError",
    "CapabilityNotSupportedError",
    "ChatNotFoundError",
    "ContactNotFoundError",
    "ErrorCode",
    "FieldError",
    "ForbiddenError",
    "GatewayError",
    "GroupNotFoundError",
    "IdempotencyConflictError",
    "InvalidChatIdError",
    "InviteInvalidError",
    "JsonValue",
    "MediaDownloadFailedError",
    "MediaInvalidFormatError",
    "MediaNotFoundError",
    "MediaTooLargeError",
    "MessageNotFoundError",
    "NotGroupAdminError",
    "OutcomeUnknownError",
    "QuotedMessageNotFoundError",
    "RateLimitedError",
    "SendFailedError",
    "ServiceUnavailableError",
    "SessionExistsError",
    "SessionLimitReachedError",
    "SessionNotFoundError",
    "SessionNotReadyError",
    "UnauthorizedError",
    "ValidationFailedError",
]

JsonValue: TypeAlias = "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
"""What JSON can say."""


class ErrorCode(StrEnum):
    """The codes of the specification (6.2) and of its extensions. A transport maps them to statuses."""

    VALIDATION_ERROR = "VALIDATION_ERROR"
    UNAUTHORIZED = "UNAUTHORIZED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    RATE_LIMITED = "RATE_LIMITED"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    SESSION_NOT_FOUND = "SESSION_NOT_FOUND"
    SESSION_NOT_READY = "SESSION_NOT_READY"
    SESSION_ALREADY_EXISTS = "SESSION_ALREADY_EXISTS"
    SESSION_INITIALIZING = "SESSION_INITIALIZING"
    SESSION_QR_EXPIRED = "SESSION_QR_EXPIRED"
    SESSION_AUTH_FAILED = "SESSION_AUTH_FAILED"
    SESSION_DISCONNECTED = "SESSION_DISCONNECTED"
    SESSION_LOGGED_OUT = "SESSION_LOGGED_OUT"
    SESSION_LIMIT_REACHED = "SESSION_LIMIT_REACHED"
    SESSION_BANNED = "SESSION_BANNED"
    MESSAGE_SEND_FAILED = "MESSAGE_SEND_FAILED"
    MESSAGE_NOT_FOUND = "MESSAGE_NOT_FOUND"
    MESSAGE_INVALID_CHAT_ID = "MESSAGE_INVALID_CHAT_ID"
    MESSAGE_NUMBER_NOT_ON_WHATSAPP = "MESSAGE_NUMBER_NOT_ON_WHATSAPP"
    MESSAGE_MEDIA_TOO_LARGE = "MESSAGE_MEDIA_TOO_LARGE"
    MESSAGE_MEDIA_DOWNLOAD_FAILED = "MESSAGE_MEDIA_DOWNLOAD_FAILED"
    MESSAGE_MEDIA_INVALID_FORMAT = "MESSAGE_MEDIA_INVALID_FORMAT"
    MESSAGE_TEXT_TOO_LONG = "MESSAGE_TEXT_TOO_LONG"
    MESSAGE_BLOCKED_CONTACT = "MESSAGE_BLOCKED_CONTACT"
    MESSAGE_RATE_LIMITED = "MESSAGE_RATE_LIMITED"
    MESSAGE_QUOTED_NOT_FOUND = "MESSAGE_QUOTED_NOT_FOUND"
    GROUP_NOT_FOUND = "GROUP_NOT_FOUND"
    GROUP_NOT_ADMIN = "GROUP_NOT_ADMIN"
    GROUP_PARTICIPANT_EXISTS = "GROUP_PARTICIPANT_EXISTS"
    GROUP_PARTICIPANT_NOT_FOUND = "GROUP_PARTICIPANT_NOT_FOUND"
    GROUP_INVITE_INVALID = "GROUP_INVITE_INVALID"
    GROUP_NAME_TOO_LONG = "GROUP_NAME_TOO_LONG"
    CONTACT_NOT_FOUND = "CONTACT_NOT_FOUND"
    CONTACT_BLOCKED = "CONTACT_BLOCKED"
    CONTACT_NOT_BLOCKED = "CONTACT_NOT_BLOCKED"
    CAPABILITY_NOT_SUPPORTED = "CAPABILITY_NOT_SUPPORTED"
    SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    MEDIA_NOT_FOUND = "MEDIA_NOT_FOUND"
    API_KEY_NOT_FOUND = "API_KEY_NOT_FOUND"


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """One fault of a request: `path` as the caller wrote it (`options.mentionedIds[2]`), `message` says what
    is wanted."""

    path: str
    message: str


class GatewayError(Exception):
    """An error with a code that the caller is told. The message holds no secret and no text of a message."""

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        details: Mapping[str, JsonValue] | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details: Mapping[str, JsonValue] = details or {}
        self.retry_after_s = retry_after_s


class ValidationFailedError(GatewayError):
    """The request is malformed; `fields` names every fault."""

    def __init__(self, *fields: FieldError) -> None:
        shown = "; ".join(
            f"{field.path}: {field.message}" if field.path else field.message for field in fields
        )
        listed = [{"path": field.path, "message": field.message} for field in fields]
        super().__init__(ErrorCode.VALIDATION_ERROR, shown or "invalid request", details={"fields": listed})
        self.fields = fields


class UnauthorizedError(GatewayError):
    """No key, a wrong one, an expired or revoked one: the caller is not told which."""

    def __init__(self, message: str = "Missing or invalid API key") -> None:
        super().__init__(ErrorCode.UNAUTHORIZED, message)


class ForbiddenError(GatewayError):
    """The caller is known and may not do this."""

    def __init__(self, message: str, **details: JsonValue) -> None:
        super().__init__(ErrorCode.FORBIDDEN, message, details=details)


class ServiceUnavailableError(GatewayError):
    """The gateway cannot take this now: it starts, drains, or a bounded queue is full."""

    def __init__(self, message: str, *, retry_after_s: float = 1.0) -> None:
        super().__init__(ErrorCode.SERVICE_UNAVAILABLE, message, retry_after_s=retry_after_s)


class RateLimitedError(GatewayError):
    """Too many requests, or too many wrong keys from one address."""

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(ErrorCode.RATE_LIMITED, message, retry_after_s=retry_after_s)


class CapabilityNotSupportedError(GatewayError):
    """The engine (or another plugin) cannot do this at all."""

    def __init__(self, provider: str, capability: str) -> None:
        super().__init__(
            ErrorCode.CAPABILITY_NOT_SUPPORTED,
            f"{provider} cannot do this: {capability}",
            details={"engine": provider, "capability": capability},
        )


class SessionNotFoundError(GatewayError):
    """No such session, or none that this caller may see."""

    def __init__(self, session_id: str) -> None:
        super().__init__(
            ErrorCode.SESSION_NOT_FOUND, f"Session {session_id} not found", details={"sessionId": session_id}
        )


class SessionExistsError(GatewayError):
    """The name is taken."""

    def __init__(self, name: str) -> None:
        super().__init__(
            ErrorCode.SESSION_ALREADY_EXISTS, f"A session named {name} already exists", details={"name": name}
        )


class SessionLimitReachedError(GatewayError):
    """The gateway or the engine drives as many sessions as it may."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            ErrorCode.SESSION_LIMIT_REACHED,
            f"The limit of {limit} sessions is reached",
            details={"limit": limit},
        )


class SessionNotReadyError(GatewayError):
    """The session cannot do this in its state; `code` says which state. Nothing was sent."""

    def __init__(
        self, session_id: str, *, status: str, code: ErrorCode = ErrorCode.SESSION_NOT_READY
    ) -> None:
        super().__init__(
            code, f"Session {session_id} is {status}", details={"sessionId": session_id, "status": status}
        )


class InvalidChatIdError(GatewayError):
    """The text is no chat id."""

    def __init__(self, path: str) -> None:
        super().__init__(
            ErrorCode.MESSAGE_INVALID_CHAT_ID,
            f"{path}: expected an id such as 628123456789@c.us or 628123456789-1234567890@g.us",
            details={"fields": [{"path": path, "message": "is no chat id"}]},
        )


class MessageNotFoundError(GatewayError):
    """No such message in this session."""

    def __init__(self, message_id: str) -> None:
        super().__init__(
            ErrorCode.MESSAGE_NOT_FOUND, f"Message {message_id} not found", details={"messageId": message_id}
        )


class QuotedMessageNotFoundError(GatewayError):
    """The message to quote is not known to WhatsApp or the gateway."""

    def __init__(self, message_id: str) -> None:
        super().__init__(
            ErrorCode.MESSAGE_QUOTED_NOT_FOUND,
            f"Quoted message {message_id} not found",
            details={"messageId": message_id},
        )


class SendFailedError(GatewayError):
    """WhatsApp or the engine refused the message: it was certainly not sent, unless `details.outcome` is
    `unknown`."""

    def __init__(self, message: str, **details: JsonValue) -> None:
        super().__init__(ErrorCode.MESSAGE_SEND_FAILED, message, details=details)


class OutcomeUnknownError(Exception):
    """Raised by an engine whose send broke after it may have reached WhatsApp (page crashed, time-out,
    connection lost).

    Core then asks `Engine.lookup`; the caller never sees this class.
    """


class ApiKeyNotFoundError(GatewayError):
    """No such API key."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            ErrorCode.API_KEY_NOT_FOUND, f"API key {key_id} not found", details={"keyId": key_id}
        )


class ChatNotFoundError(GatewayError):
    """The account has no such chat."""

    def __init__(self, chat_id: str) -> None:
        super().__init__(ErrorCode.NOT_FOUND, f"Chat {chat_id} not found", details={"chatId": chat_id})


class ContactNotFoundError(GatewayError):
    """The account knows nobody under this id."""

    def __init__(self, contact_id: str) -> None:
        super().__init__(
            ErrorCode.CONTACT_NOT_FOUND,
            f"Contact {contact_id} not found",
            details={"contactId": contact_id},
        )


class GroupNotFoundError(GatewayError):
    """There is no such group, or the account is not in it."""

    def __init__(self, group_id: str) -> None:
        super().__init__(
            ErrorCode.GROUP_NOT_FOUND, f"Group {group_id} not found", details={"groupId": group_id}
        )


class NotGroupAdminError(GatewayError):
    """Only an admin of the group may do this."""

    def __init__(self, group_id: str) -> None:
        super().__init__(
            ErrorCode.GROUP_NOT_ADMIN,
            f"Only an admin of {group_id} may do this",
            details={"groupId": group_id},
        )


class InviteInvalidError(GatewayError):
    """The invitation was revoked or never existed."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.GROUP_INVITE_INVALID, "The invite link is not valid")


class MediaNotFoundError(GatewayError):
    """The message has no file, or neither WhatsApp nor the gateway has it any more."""

    def __init__(self, message_id: str) -> None:
        super().__init__(
            ErrorCode.MEDIA_NOT_FOUND,
            f"Message {message_id} has no file that can be had",
            details={"messageId": message_id},
        )


class MediaTooLargeError(GatewayError):
    """The file is larger than its kind may be."""

    def __init__(self, path: str, *, limit: int, size: int | None = None) -> None:
        details: dict[str, JsonValue] = {"field": path, "limit": limit}
        super().__init__(
            ErrorCode.MESSAGE_MEDIA_TOO_LARGE,
            f"{path}: the file is larger than {limit} bytes",
            details=details if size is None else {**details, "size": size},
        )


class MediaDownloadFailedError(GatewayError):
    """The file cannot be had from where the caller says it is. The message names no address that a host
    resolved to, and nothing that came from there."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            ErrorCode.MESSAGE_MEDIA_DOWNLOAD_FAILED, f"{path}: {reason}", details={"field": path}
        )


class MediaInvalidFormatError(GatewayError):
    """The file is not what its kind may be, or not what the caller says it is."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(ErrorCode.MESSAGE_MEDIA_INVALID_FORMAT, f"{path}: {reason}", details={"field": path})


class IdempotencyConflictError(GatewayError):
    """The Idempotency-Key was used for another request, or for one whose answer was lost."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.IDEMPOTENCY_CONFLICT, message)
