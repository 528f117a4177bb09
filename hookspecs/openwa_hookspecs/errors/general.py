"""Errors of requests themselves, whatever they ask for."""

from __future__ import annotations

from dataclasses import dataclass

from openwa_hookspecs.errors.codes import ErrorCode, GatewayError, JsonValue

__all__ = [
    "ApiKeyNotFoundError",
    "CapabilityNotSupportedError",
    "FieldError",
    "ForbiddenError",
    "IdempotencyConflictError",
    "RateLimitedError",
    "ServiceUnavailableError",
    "UnauthorizedError",
    "ValidationFailedError",
]


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """One fault of a request: `path` as the caller wrote it (`options.mentionedIds[2]`), `message` says what
    is wanted."""

    path: str
    message: str


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


class ApiKeyNotFoundError(GatewayError):
    """No such API key."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            ErrorCode.API_KEY_NOT_FOUND, f"API key {key_id} not found", details={"keyId": key_id}
        )


class IdempotencyConflictError(GatewayError):
    """The Idempotency-Key was used for another request, or for one whose answer was lost."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.IDEMPOTENCY_CONFLICT, message)
