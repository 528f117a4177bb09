"""The one table from error codes to HTTP statuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from openwa_hookspecs.errors import ErrorCode

__all__ = ["CODES", "STATUSES"]

STATUSES: Final[Mapping[ErrorCode, int]] = MappingProxyType(
    {
        ErrorCode.VALIDATION_ERROR: 400,
        ErrorCode.UNAUTHORIZED: 401,
        ErrorCode.FORBIDDEN: 403,
        ErrorCode.NOT_FOUND: 404,
        ErrorCode.RATE_LIMITED: 429,
        ErrorCode.INTERNAL_ERROR: 500,
        ErrorCode.SESSION_NOT_FOUND: 404,
        ErrorCode.SESSION_NOT_READY: 400,
        ErrorCode.SESSION_ALREADY_EXISTS: 409,
        ErrorCode.SESSION_INITIALIZING: 400,
        ErrorCode.SESSION_QR_EXPIRED: 400,
        ErrorCode.SESSION_AUTH_FAILED: 401,
        ErrorCode.SESSION_DISCONNECTED: 400,
        ErrorCode.SESSION_LOGGED_OUT: 400,
        ErrorCode.SESSION_LIMIT_REACHED: 403,
        ErrorCode.SESSION_BANNED: 403,
        ErrorCode.MESSAGE_SEND_FAILED: 500,
        ErrorCode.MESSAGE_NOT_FOUND: 404,
        ErrorCode.MESSAGE_INVALID_CHAT_ID: 400,
        ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP: 400,
        ErrorCode.MESSAGE_MEDIA_TOO_LARGE: 413,
        ErrorCode.MESSAGE_MEDIA_DOWNLOAD_FAILED: 400,
        ErrorCode.MESSAGE_MEDIA_INVALID_FORMAT: 400,
        ErrorCode.MESSAGE_TEXT_TOO_LONG: 400,
        ErrorCode.MESSAGE_BLOCKED_CONTACT: 403,
        ErrorCode.MESSAGE_RATE_LIMITED: 429,
        ErrorCode.MESSAGE_QUOTED_NOT_FOUND: 400,
        ErrorCode.GROUP_NOT_FOUND: 404,
        ErrorCode.GROUP_NOT_ADMIN: 403,
        ErrorCode.GROUP_PARTICIPANT_EXISTS: 409,
        ErrorCode.GROUP_PARTICIPANT_NOT_FOUND: 404,
        ErrorCode.GROUP_INVITE_INVALID: 400,
        ErrorCode.GROUP_NAME_TOO_LONG: 400,
        ErrorCode.CONTACT_NOT_FOUND: 404,
        ErrorCode.CONTACT_BLOCKED: 400,
        ErrorCode.CONTACT_NOT_BLOCKED: 400,
        ErrorCode.CAPABILITY_NOT_SUPPORTED: 501,
        ErrorCode.SERVICE_UNAVAILABLE: 503,
        ErrorCode.REQUEST_TIMEOUT: 408,
        ErrorCode.METHOD_NOT_ALLOWED: 405,
        ErrorCode.PAYLOAD_TOO_LARGE: 413,
        ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
        ErrorCode.IDEMPOTENCY_CONFLICT: 409,
        ErrorCode.MEDIA_NOT_FOUND: 404,
        ErrorCode.API_KEY_NOT_FOUND: 404,
    }
)
"""Complete: a test holds it against `ErrorCode`."""

CODES: Final[Mapping[int, ErrorCode]] = MappingProxyType(
    {
        401: ErrorCode.UNAUTHORIZED,
        403: ErrorCode.FORBIDDEN,
        404: ErrorCode.NOT_FOUND,
        405: ErrorCode.METHOD_NOT_ALLOWED,
        408: ErrorCode.REQUEST_TIMEOUT,
        413: ErrorCode.PAYLOAD_TOO_LARGE,
        415: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        429: ErrorCode.RATE_LIMITED,
        503: ErrorCode.SERVICE_UNAVAILABLE,
    }
)
"""The code for a status that Quart itself answers with; another 4xx is a VALIDATION_ERROR."""
