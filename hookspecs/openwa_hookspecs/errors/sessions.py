"""Errors of sessions."""

from __future__ import annotations

from openwa_hookspecs.errors.codes import ErrorCode, GatewayError

__all__ = ["SessionExistsError", "SessionLimitReachedError", "SessionNotFoundError", "SessionNotReadyError"]


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
