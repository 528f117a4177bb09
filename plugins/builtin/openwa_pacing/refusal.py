"""Why a message may not go now."""

from __future__ import annotations

from dataclasses import dataclass

from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.models.ids import SessionId

__all__ = ["Refusal"]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Which rule holds a message back, and for how long."""

    rule: str
    """The key of its section."""
    reason: str
    wait_s: float
    limit: int | None = None

    def error(self, session_id: SessionId) -> GatewayError:
        """As the caller gets it."""
        details = {"sessionId": session_id, "rule": self.rule}
        return GatewayError(
            ErrorCode.MESSAGE_RATE_LIMITED,
            self.reason,
            details=details if self.limit is None else {**details, "limit": self.limit},
            retry_after_s=self.wait_s,
        )
