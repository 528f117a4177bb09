"""Which errors an endpoint can answer with: what follows from its shape, and groups for the registry."""

from __future__ import annotations

from typing import Final, TypeAlias

from openwa_hookspecs.errors import ErrorCode

__all__ = [
    "ACT",
    "ALWAYS",
    "ASK",
    "BODY",
    "CAPTIONED",
    "CONTACT",
    "GROUP",
    "GROUP_ORDER",
    "KEY",
    "MEDIA",
    "POST",
    "QUERY",
    "QUOTING",
    "READY",
    "REPEATABLE",
    "ROLE",
    "SEND",
    "TEXT",
    "Codes",
]

Codes: TypeAlias = tuple[ErrorCode, ...]

ALWAYS: Final[Codes] = (ErrorCode.SERVICE_UNAVAILABLE,)
KEY: Final[Codes] = (ErrorCode.UNAUTHORIZED, ErrorCode.RATE_LIMITED, ErrorCode.INTERNAL_ERROR)
"""Of endpoints that want a key: what anybody may ask touches nothing that can break."""
ROLE: Final[Codes] = (ErrorCode.FORBIDDEN,)
"""Of endpoints that not every key opens."""
POST: Final[Codes] = (ErrorCode.VALIDATION_ERROR,)
"""Of a request that may carry an `Idempotency-Key`."""
REPEATABLE: Final[Codes] = (ErrorCode.IDEMPOTENCY_CONFLICT,)
"""Of one whose answer is kept under the key, and whose body may be another one the next time."""
QUERY: Final[Codes] = (ErrorCode.VALIDATION_ERROR,)
BODY: Final[Codes] = (
    ErrorCode.VALIDATION_ERROR,
    ErrorCode.REQUEST_TIMEOUT,
    ErrorCode.PAYLOAD_TOO_LARGE,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
)

READY: Final[Codes] = (
    ErrorCode.SESSION_NOT_READY,
    ErrorCode.SESSION_INITIALIZING,
    ErrorCode.SESSION_QR_EXPIRED,
    ErrorCode.SESSION_AUTH_FAILED,
    ErrorCode.SESSION_DISCONNECTED,
    ErrorCode.SESSION_LOGGED_OUT,
    ErrorCode.SESSION_BANNED,
)
"""Of what needs the session CONNECTED."""

ASK: Final[Codes] = (*READY, ErrorCode.CAPABILITY_NOT_SUPPORTED)
"""Of what the engine is asked."""

SEND: Final[Codes] = (
    *ASK,
    ErrorCode.MESSAGE_INVALID_CHAT_ID,
    ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP,
    ErrorCode.MESSAGE_BLOCKED_CONTACT,
    ErrorCode.MESSAGE_RATE_LIMITED,
    ErrorCode.MESSAGE_SEND_FAILED,
    ErrorCode.GROUP_NOT_FOUND,
    ErrorCode.GROUP_NOT_ADMIN,
)
"""Of every message that goes out."""

QUOTING: Final[Codes] = (*SEND, ErrorCode.MESSAGE_QUOTED_NOT_FOUND)
"""Of one that may answer another."""

TEXT: Final[Codes] = (*QUOTING, ErrorCode.MESSAGE_TEXT_TOO_LONG)

MEDIA: Final[Codes] = (
    *QUOTING,
    ErrorCode.MESSAGE_MEDIA_TOO_LARGE,
    ErrorCode.MESSAGE_MEDIA_DOWNLOAD_FAILED,
    ErrorCode.MESSAGE_MEDIA_INVALID_FORMAT,
)

CAPTIONED: Final[Codes] = (*MEDIA, ErrorCode.MESSAGE_TEXT_TOO_LONG)
"""Of a file with a text under it."""

ACT: Final[Codes] = (*ASK, ErrorCode.MESSAGE_NOT_FOUND, ErrorCode.MESSAGE_SEND_FAILED)
"""Of what is done to a message that is there."""

CONTACT: Final[Codes] = (*ASK, ErrorCode.CONTACT_NOT_FOUND)
GROUP: Final[Codes] = (*ASK, ErrorCode.GROUP_NOT_FOUND)
GROUP_ORDER: Final[Codes] = (*GROUP, ErrorCode.GROUP_NOT_ADMIN)
"""Of what the rules of a group may leave to its admins."""
