"""Every error that a caller can get: one code, one class where a fact belongs to it."""

from __future__ import annotations

from openwa_hookspecs.errors.batches import BatchExistsError, BatchFinishedError, BatchNotFoundError
from openwa_hookspecs.errors.codes import (
    ErrorCode,
    GatewayError,
    JsonValue,
)
from openwa_hookspecs.errors.events import (
    DeliveryNotFoundError,
    EventNotFoundError,
    WebhookExistsError,
    WebhookLimitReachedError,
    WebhookNotFoundError,
    WebhookUnreachableError,
    WebhookUrlInvalidError,
)
from openwa_hookspecs.errors.general import (
    ApiKeyNotFoundError,
    CapabilityNotSupportedError,
    FieldError,
    ForbiddenError,
    IdempotencyConflictError,
    RateLimitedError,
    ServiceUnavailableError,
    UnauthorizedError,
    ValidationFailedError,
)
from openwa_hookspecs.errors.messages import (
    InvalidChatIdError,
    MediaDownloadFailedError,
    MediaInvalidFormatError,
    MediaNotFoundError,
    MediaTooLargeError,
    MessageNotFoundError,
    OutcomeUnknownError,
    QuotedMessageNotFoundError,
    SendFailedError,
)
from openwa_hookspecs.errors.people import (
    ChatNotFoundError,
    ContactNotFoundError,
    GroupNotFoundError,
    InviteInvalidError,
    NotGroupAdminError,
)
from openwa_hookspecs.errors.sessions import (
    SessionExistsError,
    SessionLimitReachedError,
    SessionNotFoundError,
    SessionNotReadyError,
)

__all__ = [
    "ApiKeyNotFoundError",
    "BatchExistsError",
    "BatchFinishedError",
    "BatchNotFoundError",
    "CapabilityNotSupportedError",
    "ChatNotFoundError",
    "ContactNotFoundError",
    "DeliveryNotFoundError",
    "ErrorCode",
    "EventNotFoundError",
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
    "WebhookExistsError",
    "WebhookLimitReachedError",
    "WebhookNotFoundError",
    "WebhookUnreachableError",
    "WebhookUrlInvalidError",
]
