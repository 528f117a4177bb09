"""Errors of messages and their files."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.errors.codes import ErrorCode, GatewayError, JsonValue

__all__ = [
    "InvalidChatIdError",
    "MediaDownloadFailedError",
    "MediaInvalidFormatError",
    "MediaNotFoundError",
    "MediaTooLargeError",
    "MessageNotFoundError",
    "OutcomeUnknownError",
    "QuotedMessageNotFoundError",
    "SendFailedError",
]

_ANY_CHAT: Final = "628123456789@c.us or 628123456789-1234567890@g.us"


class InvalidChatIdError(GatewayError):
    """The text is no chat id. `such_as` shows one that could stand there."""

    def __init__(self, path: str, *, such_as: str = _ANY_CHAT) -> None:
        wanted = f"expected an id such as {such_as}"
        super().__init__(
            ErrorCode.MESSAGE_INVALID_CHAT_ID,
            f"{path}: {wanted}",
            details={"fields": [{"path": path, "message": wanted}]},
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


class MediaNotFoundError(GatewayError):
    """The message has no file, or neither WhatsApp nor the gateway has it any more."""

    def __init__(self, message_id: str) -> None:
        super().__init__(
            ErrorCode.MEDIA_NOT_FOUND,
            f"Message {message_id} has no file that can be had",
            details={"messageId": message_id},
        )


class MediaTooLargeError(GatewayError):
    """The file is larger than its kind may be; `limit` in bytes, None where WhatsApp refuses it without a
    word on how large it may be."""

    def __init__(self, path: str, *, limit: int | None) -> None:
        details: dict[str, JsonValue] = {"field": path}
        super().__init__(
            ErrorCode.MESSAGE_MEDIA_TOO_LARGE,
            f"{path}: the file is larger than {'WhatsApp takes' if limit is None else f'{limit} bytes'}",
            details=details if limit is None else {**details, "limit": limit},
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
